/** Selects the first articles of very large stories. */

/**
 * At most so many articles of a story are grouped again, and so many of each source in it are shown; further copies
 * follow the article they are copies of. The largest story among 10,000 wire articles has 69; only feeds that repeat
 * one text over and over make larger ones.
 */
export const MAX_OF_A_STORY = 200

/**
 * SQL that selects the ids of the first articles of stories (`$1, $2, …`): at most `MAX_OF_A_STORY` of each story or,
 * with `eachSource`, of each source in a story. The order is: the lead and the founding article, articles in the
 * grouping index, articles that are no copies, then by date. Without dropped articles, and without those that fail
 * `condition` on `a`.
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
