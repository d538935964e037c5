/**
 * The tables, as numbered steps that are only ever appended. One text for SQLite and PostgreSQL: BIGINT for whole
 * numbers, DOUBLE PRECISION for others, TEXT for the rest; instants as fixed-width ISO 8601 UTC text; lists as JSON
 * text.
 */
import type { Migration } from './migrations.ts'

export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'sources, articles, stories, documents, editions, deliveries',
    sql: [
      // Values that concern the store as a whole: id_authority, revision, documents (what they were made from), topics,
      // filters, secret (the store's own, which signs tokens), fingerprints (outdated or current),
      // failures_told_until (by run --quiet).
      `CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      )`,
      `INSERT INTO meta (name, value) VALUES ('revision', '0')`,

      `CREATE TABLE leases (
        name TEXT PRIMARY KEY,
        token TEXT,
        holder TEXT,
        until TEXT
      )`,

      `CREATE TABLE sources (
        id TEXT PRIMARY KEY,
        url TEXT NOT NULL,                -- for people: without credentials
        configured BIGINT NOT NULL,       -- 0: no longer in the configuration; its articles leave documents and editions
        paused BIGINT NOT NULL,
        host TEXT NOT NULL,
        name TEXT NOT NULL,               -- as configured, else the feed's own title, else its host
        title TEXT,                       -- the feed's own; null until the first good fetch
        site_url TEXT,                    -- null where the feed names none
        permanent_url TEXT,               -- null: ask the configured address
        candidate_url TEXT,               -- a permanent redirect's target seen once
        etag TEXT,
        last_modified TEXT,
        validators_url TEXT,              -- the final address the two above belong to
        body_hash TEXT,                   -- of the last document and the program that read it; null: read anew
        entry_count BIGINT NOT NULL,      -- entries of the last document
        entry_dates TEXT NOT NULL,        -- JSON, the recent entries' own dates: when to come back is learned from them
        first_seen_at TEXT NOT NULL,
        first_fetched_at TEXT,            -- null until the first good fetch
        fetched_at TEXT,                  -- the last good fetch
        next_fetch_at TEXT NOT NULL,
        not_before TEXT,                  -- asked of us by the server (Retry-After); holds with --force too
        fail_count BIGINT NOT NULL,
        failing_since TEXT,               -- null while all is well
        fail_code TEXT,
        fail_message TEXT,
        retired_at TEXT,                  -- set when the source said that it is gone; one that once answered well, said it twice in a row
        claim_token TEXT,
        claimed_until TEXT,
        claimed_by_pass TEXT              -- the pass that last claimed it: a pass asks a source once
      )`,
      `CREATE INDEX sources_due ON sources (next_fetch_at, id)`,

      `CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL,
        guid TEXT,
        url TEXT,
        canonical_url TEXT,
        url_key TEXT,                     -- canonical_url without its scheme
        title TEXT NOT NULL,
        authors TEXT NOT NULL,            -- JSON
        publisher TEXT,
        publisher_url TEXT,
        lead TEXT NOT NULL,
        language TEXT,
        published_at TEXT,                -- the date used; null: undated on a first fetch that has no dated entry
        date_reason TEXT,
        updated_at TEXT,
        substance_at TEXT,                -- last time its title, its numbers or more than 30 % of its text changed
        first_seen_at TEXT NOT NULL,
        first_fetch BIGINT NOT NULL,      -- 1: came with its source's first fetch
        backlog BIGINT NOT NULL,          -- 1: never in an edition
        dropped TEXT,                     -- why a filter dropped it; null: kept
        unlisted_at TEXT,                 -- null while its source still lists it
        content_hash TEXT NOT NULL,       -- title, address without scheme, text: edited when it changes
        text_hash TEXT NOT NULL,          -- title and text
        words BIGINT NOT NULL,
        details TEXT NOT NULL,            -- JSON: authorUrls, feedUpdatedAt, categories, imageUrl, imageAlt, enclosures, removed, found
        pending BIGINT NOT NULL,          -- 1: to be grouped, anew or again
        grouped_at TEXT,                  -- null until grouped for the first time: what is new to an edition
        story_id TEXT,                    -- null until grouped
        copy_of TEXT,                     -- the first of its copies; null for that one
        why TEXT NOT NULL                 -- JSON: why it stands in its story
      )`,
      // A table of its own, so that placing an article rewrites a short row.
      `CREATE TABLE article_texts (
        article_id TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        content_html TEXT                 -- null where the entry has none
      )`,
      `CREATE INDEX articles_listed ON articles (source_id) WHERE unlisted_at IS NULL`,
      `CREATE INDEX articles_guid ON articles (source_id, guid)`,
      `CREATE INDEX articles_url ON articles (source_id, url_key)`,
      `CREATE INDEX articles_text ON articles (source_id, text_hash)`,
      `CREATE INDEX articles_story ON articles (story_id)`,
      `CREATE INDEX articles_grouped ON articles (grouped_at)`,
      `CREATE INDEX articles_pending ON articles (published_at, id) WHERE pending = 1`,
      `CREATE INDEX articles_unlisted ON articles (unlisted_at, id) WHERE unlisted_at IS NOT NULL`,

      // Grouping's index: rows exist only for articles that may still meet new ones.
      `CREATE TABLE fingerprints (
        article_id TEXT PRIMARY KEY,
        dated_at TEXT NOT NULL,           -- the article's date, else its first sight
        added_at TEXT NOT NULL,
        body TEXT NOT NULL                -- JSON
      )`,
      `CREATE INDEX fingerprints_added ON fingerprints (added_at, article_id)`,
      `CREATE TABLE article_keys (
        key BIGINT NOT NULL,
        article_id TEXT NOT NULL,
        dated_at TEXT NOT NULL,
        PRIMARY KEY (key, dated_at, article_id)   -- all that a look-up asks for
      )`,

      `CREATE TABLE stories (
        id TEXT PRIMARY KEY,
        founding_article_id TEXT NOT NULL,
        founded_at TEXT NOT NULL,         -- the run that founded it
        lead_article_id TEXT NOT NULL,
        lead_why TEXT NOT NULL,
        published_at TEXT,                -- the founding article's, for good; null where that has no date
        updated_at TEXT NOT NULL,
        outlets BIGINT NOT NULL           -- independent outlets when it was last updated
      )`,
      `CREATE INDEX stories_updated ON stories (updated_at, id)`,
      `CREATE TABLE story_aliases (
        id TEXT PRIMARY KEY,
        story_id TEXT NOT NULL
      )`,
      `CREATE INDEX story_aliases_of ON story_aliases (story_id)`,
      `CREATE TABLE story_topics (
        story_id TEXT NOT NULL,
        topic_id TEXT NOT NULL,
        score DOUBLE PRECISION NOT NULL,
        why TEXT NOT NULL,                -- JSON
        PRIMARY KEY (story_id, topic_id)
      )`,
      `CREATE INDEX story_topics_of ON story_topics (topic_id, story_id)`,

      `CREATE TABLE documents (
        path TEXT PRIMARY KEY,            -- below the feed folder
        content_type TEXT NOT NULL,
        body TEXT NOT NULL,               -- empty: withdrawn, its file is taken away
        etag TEXT NOT NULL,
        changed_at TEXT NOT NULL,         -- of the bytes
        story_ids TEXT NOT NULL           -- JSON: what it lists is kept
      )`,

      `CREATE TABLE digests (
        id TEXT PRIMARY KEY,
        first_seen_at TEXT NOT NULL,
        decided_until TEXT NOT NULL       -- every slot up to here was frozen, found empty or skipped
      )`,
      `CREATE TABLE subscribers (
        digest_id TEXT NOT NULL,
        address TEXT NOT NULL,            -- lower case: the key
        configured BIGINT NOT NULL,       -- 1: stands in the configuration
        state TEXT NOT NULL,              -- pending, active, paused, suppressed
        added_at TEXT NOT NULL,           -- owes no slot before
        changed_at TEXT NOT NULL,
        PRIMARY KEY (digest_id, address)
      )`,
      `CREATE TABLE editions (
        id TEXT PRIMARY KEY,
        digest_id TEXT NOT NULL,
        slot_at TEXT NOT NULL,
        frozen_at TEXT NOT NULL,
        state TEXT NOT NULL,              -- sending, sent, empty, skipped, held
        stories BIGINT NOT NULL           -- of its largest variant
      )`,
      `CREATE INDEX editions_slot ON editions (digest_id, slot_at)`,
      `CREATE TABLE variants (
        edition_id TEXT NOT NULL,
        variant TEXT NOT NULL,            -- hash of topics, zone and how far it looks back
        subject TEXT NOT NULL,
        html TEXT NOT NULL,               -- the subscriber's slots left open
        text TEXT NOT NULL,
        PRIMARY KEY (edition_id, variant)
      )`,
      `CREATE TABLE variant_articles (
        edition_id TEXT NOT NULL,
        variant TEXT NOT NULL,
        article_id TEXT NOT NULL,
        PRIMARY KEY (edition_id, variant, article_id)
      )`,
      `CREATE INDEX variant_articles_of ON variant_articles (article_id)`,
      `CREATE TABLE deliveries (
        id TEXT PRIMARY KEY,
        edition_id TEXT NOT NULL,
        digest_id TEXT NOT NULL,
        variant TEXT NOT NULL,
        slot_at TEXT NOT NULL,
        frozen_at TEXT NOT NULL,
        address TEXT NOT NULL,            -- as written
        subscriber TEXT NOT NULL,         -- lower case: the subscribers' key
        name TEXT,                        -- null where none is configured
        slots TEXT NOT NULL,              -- JSON: what fills the open slots, and the headers of its own
        message_id TEXT NOT NULL,
        state TEXT NOT NULL,              -- pending, sending, sent, retry, failed, uncertain, held
        tries BIGINT NOT NULL,
        next_try_at TEXT,                 -- null where no try is owed
        code TEXT,                        -- why it failed or waits
        reply TEXT,                       -- the server's last words
        sent_at TEXT,                     -- null until it was
        claim_token TEXT,
        claimed_until TEXT
      )`,
      `CREATE INDEX deliveries_owed ON deliveries (next_try_at, id) WHERE next_try_at IS NOT NULL`,
      `CREATE INDEX deliveries_of_edition ON deliveries (edition_id)`,
      `CREATE INDEX deliveries_of_subscriber ON deliveries (digest_id, subscriber, slot_at)`,
    ],
  },
  {
    number: 2,
    name: 'corrections of stories, examples of topics',
    sql: [
      // A person's corrections for pairs of articles; by article ids, so that they hold after everything is grouped
      // again.
      `CREATE TABLE corrections (
        article_id TEXT NOT NULL,         -- the lower id of the two
        other_id TEXT NOT NULL,
        kind TEXT NOT NULL,               -- apart, together
        made_at TEXT NOT NULL,
        is_new BIGINT NOT NULL,           -- 1: not taken up by grouping yet
        PRIMARY KEY (article_id, other_id)
      )`,
      `CREATE INDEX corrections_other ON corrections (other_id)`,
      // JSON: when to fetch again, as the last document states. It holds as long as the answer is 304.
      `ALTER TABLE sources ADD COLUMN pace TEXT`,
      // What topics are learned from, with title and text, since an example outlives its article.
      `CREATE TABLE topic_examples (
        topic_id TEXT NOT NULL,
        article_id TEXT NOT NULL,
        belongs BIGINT NOT NULL,          -- 1: of this topic, 0: not of it
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        language TEXT,
        taught_at TEXT NOT NULL,
        PRIMARY KEY (topic_id, article_id)
      )`,
    ],
  },
  {
    number: 3,
    name: 'the keys of grouping in blocks',
    sql: [
      // A row holds the keys of all articles that one batch grouped, a line each: id, date, keys. Step 6 drops the table.
      `CREATE TABLE key_blocks (
        number BIGINT PRIMARY KEY,
        added_at TEXT NOT NULL,
        dated_from TEXT NOT NULL,         -- the first and the last date of its articles
        dated_until TEXT NOT NULL,
        body TEXT NOT NULL
      )`,
      `INSERT INTO key_blocks (number, added_at, dated_from, dated_until, body)
        SELECT ROW_NUMBER() OVER (ORDER BY f.article_id), f.added_at, f.dated_at, f.dated_at,
          f.article_id || ' ' || f.dated_at || ' ' || k.keys || '\n'
        FROM fingerprints f JOIN (
          SELECT article_id, STRING_AGG(CAST(key AS TEXT), ' ') AS keys FROM article_keys GROUP BY article_id
        ) k ON k.article_id = f.article_id`,
      'DROP TABLE article_keys',
    ],
  },
  {
    number: 4,
    name: 'paragraphs that a source repeats',
    sql: [
      `CREATE TABLE source_paragraphs (
        source_id TEXT PRIMARY KEY,
        body TEXT NOT NULL                -- JSON, of its newest articles alone: what the lead is cleaned by
      )`,
    ],
  },
  {
    number: 5,
    name: 'secrets that sign or have signed',
    sql: [
      // Besides the store's own secret: those that workers signed with earlier or were configured to sign with.
      // Accepted for good.
      `CREATE TABLE secrets (
        secret TEXT PRIMARY KEY
      )`,
    ],
  },
  {
    number: 6,
    name: 'what grouping compares of each article in the window',
    sql: [
      // What is read of every article of the window at once. While fingerprints are outdated an article that has one
      // and no such row was fingerprinted by an earlier version: the next grouping makes both again.
      `CREATE TABLE nearby (
        article_id TEXT PRIMARY KEY,
        dated_at TEXT NOT NULL,           -- the article's date, else its first sight
        body TEXT NOT NULL                -- JSON
      )`,
      'CREATE INDEX nearby_dated ON nearby (dated_at, article_id)',
      `INSERT INTO meta (name, value) VALUES ('fingerprints', 'outdated')`,
      // Grouping judges differently now, and may split stories when something new comes near: a subscriber who had the whole
      // story has had each article.
      `INSERT INTO variant_articles (edition_id, variant, article_id)
        SELECT DISTINCT v.edition_id, v.variant, f.article_id
        FROM fingerprints f JOIN articles a ON a.id = f.article_id JOIN articles other ON other.story_id = a.story_id
          JOIN variant_articles v ON v.article_id = other.id
        WHERE other.id <> a.id
        ON CONFLICT (edition_id, variant, article_id) DO NOTHING`,
      // Made again from the newest articles of each source.
      'DELETE FROM source_paragraphs',
      'DROP TABLE key_blocks',
      'DROP INDEX articles_pending',
      `CREATE INDEX articles_pending ON articles (COALESCE(published_at, first_seen_at), id) WHERE pending = 1`,
    ],
  },
  {
    number: 7,
    name: 'developments of stories, quiet edits',
    sql: [
      // Prints keep phrases of short texts and parts of names now: all are made again.
      'DELETE FROM nearby',
      `UPDATE meta SET value = 'outdated' WHERE name = 'fingerprints'`,
      // What an article says that may be new, in each version of it. Earlier articles are read when their story changes.
      `CREATE TABLE article_facts (
        article_id TEXT PRIMARY KEY,
        body TEXT NOT NULL                -- JSON
      )`,
      'ALTER TABLE articles ADD COLUMN development BIGINT NOT NULL DEFAULT 1',
      // In words, and when it was first said; null where the article starts no step of its story.
      'ALTER TABLE articles ADD COLUMN news TEXT',
      'ALTER TABLE articles ADD COLUMN developed_at TEXT',
      'CREATE INDEX articles_developed ON articles (developed_at) WHERE developed_at IS NOT NULL',
      // The step that an article reported when the edition was frozen; null: an earlier version froze it.
      'ALTER TABLE variant_articles ADD COLUMN development BIGINT',
      'ALTER TABLE stories DROP COLUMN outlets',
      // The version of the program that read the source's document last; null: an earlier one than this column.
      'ALTER TABLE sources ADD COLUMN read_by TEXT',
      // A hash of what an article has besides title and text: a change is saved and published, but is not an edit; null until
      // its source is read again.
      'ALTER TABLE articles ADD COLUMN rest_hash TEXT',
    ],
  },
  {
    number: 8,
    name: 'facts read anew',
    // Past years and what a government confirms are no longer facts. Articles are read again when their story changes.
    sql: ['DELETE FROM article_facts'],
  },
  {
    number: 9,
    name: 'documents and rules read otherwise',
    sql: [
      // Texts lose their datelines, and authors are read otherwise: the next reading is the first by another program.
      'UPDATE sources SET read_by = NULL',
      // Words of topics match otherwise: every story is tagged anew.
      "DELETE FROM meta WHERE name = 'topics'",
    ],
  },
  {
    number: 10,
    name: 'feeds found on pages, what feeds say of themselves',
    sql: [
      // The feed that the page at the configured address declares; null where that address is a feed itself.
      'ALTER TABLE sources ADD COLUMN found_url TEXT',
      // The feed's own id, published with its articles; null where it states none.
      'ALTER TABLE sources ADD COLUMN feed_id TEXT',
      // Entries are read otherwise: the next reading is the first by another program.
      'UPDATE sources SET read_by = NULL',
      // Each correction is a thing of its own that can be undone. They replace the table `corrections`.
      `CREATE TABLE corrections_made (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,               -- apart, together
        title TEXT NOT NULL,              -- of the article that was taken out of a story, or of the first story
        other_title TEXT NOT NULL,        -- of the story it was taken out of, or of the second story
        made_at TEXT NOT NULL
      )`,
      // By article ids, so that they hold after everything is grouped again.
      `CREATE TABLE corrected_pairs (
        correction_id TEXT NOT NULL,
        article_id TEXT NOT NULL,         -- the lower id of the two
        other_id TEXT NOT NULL,
        is_new BIGINT NOT NULL,           -- 1: not taken up by grouping yet
        undone BIGINT NOT NULL,           -- 1: its correction was undone; grouping deletes it
        overruled_by TEXT,                -- the later correction that says the opposite; null: it holds
        PRIMARY KEY (correction_id, article_id, other_id)
      )`,
      'CREATE INDEX corrected_pairs_article ON corrected_pairs (article_id)',
      'CREATE INDEX corrected_pairs_other ON corrected_pairs (other_id)',
      `INSERT INTO corrected_pairs (correction_id, article_id, other_id, is_new, undone)
        SELECT made_at || '-' || kind, article_id, other_id, is_new, 0 FROM corrections`,
      // The pairs of one instant are one correction, named by the article in most of them and one of its partners.
      `INSERT INTO corrections_made (id, kind, title, other_title, made_at)
        SELECT named.made_at || '-' || named.kind, named.kind, COALESCE(a.title, named.id), COALESCE(b.title, named.partner),
          named.made_at
        FROM (
          SELECT f.kind, f.made_at, f.id, MIN(CASE WHEN c.article_id = f.id THEN c.other_id ELSE c.article_id END) AS partner
          FROM (
            SELECT kind, made_at, id, ROW_NUMBER() OVER (PARTITION BY kind, made_at ORDER BY pairs DESC, id) AS place
            FROM (
              SELECT kind, made_at, id, COUNT(*) AS pairs FROM (
                SELECT kind, made_at, article_id AS id FROM corrections
                UNION ALL SELECT kind, made_at, other_id FROM corrections) AS sides
              GROUP BY kind, made_at, id) AS counted) AS f
          JOIN corrections c ON c.kind = f.kind AND c.made_at = f.made_at AND f.id IN (c.article_id, c.other_id)
          WHERE f.place = 1 GROUP BY f.kind, f.made_at, f.id) AS named
        LEFT JOIN articles a ON a.id = named.id LEFT JOIN articles b ON b.id = named.partner`,
      'DROP TABLE corrections',
    ],
  },
  {
    number: 11,
    name: 'pages, search, feeds of topics by date',
    sql: [
      // The stories whose pages and entries may look otherwise since a revision, and lists that lost one (`source/ID`); taken away
      // when these are published.
      `CREATE TABLE changed_stories (
        story_id TEXT PRIMARY KEY,
        revision BIGINT NOT NULL
      )`,
      // The pages of the site that are files in the feed folder. They are rendered again where a file is missing, so their bytes
      // are not kept.
      `CREATE TABLE pages (
        path TEXT PRIMARY KEY,            -- below the feed folder: story/ID.html
        day TEXT,                         -- a local date, after which the page is kept for feed.pageDays; null: as long as it is listed
        etag TEXT NOT NULL,               -- of its bytes; empty: withdrawn, its file is taken away
        bytes BIGINT NOT NULL,
        changed_at TEXT NOT NULL          -- of the bytes; the file's modification time
      )`,
      'CREATE INDEX pages_day ON pages (day, path)',
      // The story's updated_at, so that the newest stories of a topic are found without reading all of them.
      'ALTER TABLE story_topics ADD COLUMN updated_at TEXT',
      'UPDATE story_topics SET updated_at = (SELECT s.updated_at FROM stories s WHERE s.id = story_topics.story_id)',
      'CREATE INDEX story_topics_newest ON story_topics (topic_id, updated_at, story_id)',
      'CREATE INDEX stories_published ON stories (published_at, id)',
      // A source with keepDays of its own is pruned by itself.
      'CREATE INDEX articles_unlisted_of ON articles (source_id, unlisted_at, id) WHERE unlisted_at IS NOT NULL',
      // Articles that are to be indexed for search, anew or again; a deleted one, too. The tables of the index are made by search.ts.
      `CREATE TABLE search_pending (
        article_id TEXT PRIMARY KEY,
        times BIGINT NOT NULL             -- how often it was marked: a mark that grew meanwhile is not taken away
      )`,

      // What an earlier store published that is lost, read back from its documents when this store was begun.
      `CREATE TABLE published_entries (
        id TEXT PRIMARY KEY,              -- of the story
        published_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        title TEXT NOT NULL,
        summary TEXT,                     -- null where the feed had no texts
        url_key TEXT,                     -- of the article that it showed; null where that had no address
        taken_up_at TEXT NOT NULL         -- when this store was begun
      )`,
      `CREATE TABLE published_urls (
        url_key TEXT NOT NULL,            -- of each article that the entry linked
        story_id TEXT NOT NULL,
        PRIMARY KEY (url_key, story_id)
      )`,
      'CREATE INDEX published_urls_of ON published_urls (story_id)',
      // The archive documents (RFC 5005), which list every story by the month of its published_at, in UTC.
      `CREATE TABLE archives (
        path TEXT PRIMARY KEY,            -- below the feed folder: archive/2026-11.xml, archive/2026-11-2.xml
        month TEXT NOT NULL,              -- 2026-11
        number BIGINT NOT NULL,           -- its place among those of the month, from 1
        stale BIGINT NOT NULL,            -- 1: to be composed, anew or for the first time
        prev TEXT,                        -- the path before it that its document links; null: none
        next TEXT
      )`,
      // Which document a story is in, for good.
      `CREATE TABLE archived_stories (
        story_id TEXT PRIMARY KEY,
        path TEXT NOT NULL
      )`,
      'CREATE INDEX archived_stories_of ON archived_stories (path, story_id)',
      // What hubs were told of feeds (WebSub): each is told of new and updated entries once.
      `CREATE TABLE announced (
        hub TEXT NOT NULL,                -- its address, as configured
        path TEXT NOT NULL,               -- of the feed's Atom document
        etag TEXT NOT NULL,               -- of that document then
        entries TEXT NOT NULL,            -- JSON: the id and the updated of each of its entries
        PRIMARY KEY (hub, path)
      )`,
      // The page of a source shows its last articles.
      'CREATE INDEX articles_of_source ON articles (source_id, published_at)',
    ],
  },
  {
    number: 12,
    name: 'pages of editions, who ended a subscription, bodies of documents last',
    sql: [
      // JSON, see `EditionOutline`: what the page of the edition lists, in which order. Null: frozen by an earlier version.
      'ALTER TABLE editions ADD COLUMN page TEXT',
      // 'subscriber' or 'operator'; null: it has not ended, or ended before version 12.
      'ALTER TABLE subscribers ADD COLUMN ended_by TEXT',
      // The body stands last: SQLite reads a whole document to get at a column behind it, and every pass reads the tags of all.
      `CREATE TABLE documents_12 (
        path TEXT PRIMARY KEY,
        content_type TEXT NOT NULL,
        etag TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        story_ids TEXT NOT NULL,
        body TEXT NOT NULL
      )`,
      `INSERT INTO documents_12 (path, content_type, etag, changed_at, story_ids, body)
        SELECT path, content_type, etag, changed_at, story_ids, body FROM documents`,
      'DROP TABLE documents',
      'ALTER TABLE documents_12 RENAME TO documents',
    ],
  },
]
