/** Which articles of a story come first, where a story has more of them than anybody looks at. */

/**
 * Of one story so many articles are looked at again, and of one source in it so many are told; the other copies follow the
 * article they are copies of. The largest story of 10,000 wire articles has 69: more has what repeats one text without an
 * end.
 */
export const MAX_OF_A_STORY = 200

/**
 * SQL of the ids of the first articles of stories (`$1, $2, …`), `MAX_OF_A_STORY` at most of each or, with `eachSource`, of
 * each source in it: the lead and the founder, then what the grouping index holds, then what is no copy, the first by date
 * first. Dropped articles are left out, and what a further condition on `a` does not hold for.
 */
export const firstOfStories = (storyIds: string, eachSource = false, condition = 'TRUE'): string => `
  SELECT id FROM (
    SELECT a.id, ROW_NUMBER() OVER (
        PARTITION BY a.story_id${eachSource ? ', a.source_id' : ''}
        ORDER BY
          CASE WHEN a.id IN (s.lead_article_id, s.founding_article_id) THEN 0 ELSE 1 END,
          CASE WHEN EXISTS (SELECT 1 FROM fingerprints f WHERE f.article_id = a.id) THEN 0 ELSE 1 END,
          CASE WHEN a.copy_of IS NULL THEN 0 ELSE 1 END,
          COALESCE(a.published_at, a.first_seen_at), a.id
      ) AS place
    FROM articles a LEFT JOIN stories s ON s.id = a.story_id
    WHERE a.story_id IN (${storyIds}) AND a.dropped IS NULL AND ${condition}
  ) AS places WHERE place <= ${MAX_OF_A_STORY}`
