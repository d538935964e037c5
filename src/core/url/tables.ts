/**
 * Query names that say how somebody came to an address, and not which page it is. Bias: a missed match is better than a
 * wrong one. A name that some site uses as an id is left out: a tracking name that is kept costs one match by address
 * (the text still finds the copy), but an id that is dropped merges two articles. Gathered by hand from feeds and from
 * the vendors' documentation.
 */

/** Query names that count clicks and that nothing else uses, in lower case: they are taken out of published addresses, too. */
export const clickNames: ReadonlySet<string> = new Set(
  `fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok _hsenc _hsmi
  __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id rb_clickid s_kwcid srsltid _openstat
  _branch_match_id _branch_referrer pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid`.split(/\s+/),
)

/** And their prefixes. */
export const clickPrefixes: readonly string[] = ['utm_', 'hsa_', 'mtm_', 'matomo_', 'piwik_']

/** More query names that never select a page, in lower case. */
export const trackingNames: ReadonlySet<string> = new Set(
  `gad_source gad_campaignid mibextid rdid sfnsn fb_action_ids fb_action_types fb_source fb_ref fb_comment_id
  action_object_map action_type_map action_ref_map __tn__ __xts__ __cft__ __twitter_impression twsrc ref_src ref_url
  refsrc referral_source ck_subscriber_id wickedid s_cid ef_id epik spm scm ncid ocid cmpid cvid icid ico icmp intcmp
  intcid int_cmp int_source int_campaign int_medium smid smtyp nl_art emc nlid xtor wt_mc wt.mc_id wt.mc_ev wt.srch
  wt_zmc wtmc wt.nav sara_ecid sara_ref ito reflink sr_share smartshare share_from shared_url sharetype
  share_source_tag share_medium share_source share_plat share_session_id isappinstalled wfr dlvrit rss_id guccounter
  guce_referrer guce_referrer_sig soc_src soc_trk tsrc amp_js_v amp_gsa amp_ct amp_cb usqp ampshare ampcf amp_kit iref
  n_cid event_log replytocom nr_email_referer nocache dicbo oborigurl tblci ftag zanpid ns_mchannel ns_source
  ns_campaign ns_linkname ns_fee _bta_tid _bta_c _ke _kx _gl _ga trkinfo bxid cndid esrc iesrc mkwid pcrid hootpostid
  sh_kit rcm pfmredir cn-reloaded sf_cid traffic_source __s ss_source ss_campaign_id ss_email_id dm_i jsessionid
  phpsessid sid_token gaa_at gaa_n gaa_ts gaa_sig fromsource tpcc linkcode unlocked_article_code giftcopy regi_id
  nlsource accesstoken_share leadsource email_hash tracking_source trackingsource noredirect akamai-rum pagewanted
  singlepage refresh_ce rss_source recirc feedref webfeed mtrref assettype gwh gwt rtrid cm_mmc cm_mmca1 fbc_id fbp
  fbadid adid_ref adfrom utm utmsource utmmedium utmcampaign emci emdi ceid wpisrc wpmm wpsrc itid
  searchresultposition pgtype hss_channel embedded-checkout in_source zd_source spot_im_comment_id isamp ismobile
  amp_markup __source triedredirect ftcamp rssfeed rssid trackingid bcmt showcomments srnd adbid adbpl adbpr
  bbc_origin maca wt_cc1 yptr .tsrc vgo_ee fb_xd_fragment smprod dgcid giftcode sharedtoken`
    .split(/\s+/)
    .filter(Boolean),
)

/** And their prefixes. */
export const trackingPrefixes: readonly string[] = (
  'pk_ stm_ itm_ at_ ga_ sc_c sc_m sc_lid sc_uid sfmc_ elq trk_ cm_ bsft_ hmb_ iterable_ ' +
  'guce_ dm_ utm- _x_tr_ __cf_chl_ wt. vero_ oly_ __hs _hs __cft__ __tn__ cx_ oc_ nr_ mkt_ amp_latest ml_sub'
).split(' ')

/**
 * Query names that are tracking on one site and an id on another. They are dropped only where the rest of the address
 * identifies an article without them.
 */
export const ambiguousNames: ReadonlySet<string> = new Set(
  `te campaign_id instance_id segment_id mbid sref taid cmp share_id shareid sharetoken share_token feedname feedtype sessionid m
  src ref source from via referrer referer referral refer origin cid campaign campaignid campaign_source medium channel
  trk track tracking partner mod rss feed share shared rel source_id sourceid srcid link_source link_id linkid linksource
  xid nl newsletter cm pos position placement promo promoid platform entry entry_point entrypoint hp cmpgn sh
  social soc smm ssm prm pc list_id mc clickid click_id sourcetype rf refid reff utm_ icn pid_ref fr ta cta eid_ref
  recommended recommendation reloaded app mobile output_mode tid action module fsrc cuid ana tag sr nb ss gift st ved sa ei espv dom print printable printer printview tpl`
    .split(/\s+/)
    .filter(Boolean),
)

/** Values that name a channel. A `ref` or `src` with one is tracking even where only a query id identifies the article. */
export const channelValues: ReadonlySet<string> = new Set(
  `twitter tw x facebook fb whatsapp wa telegram tg linkedin reddit instagram ig mastodon bluesky threads pinterest
  rss feed feeds rssfeed atom email mail newsletter nl share social socialflow dlvrit dlvr.it ifttt buffer hootsuite flipboard
  google googlenews google_news gnews bing yahoo msn applenews apple_news smartnews pocket feedly feedburner
  home homepage hp frontpage front top topnews mostread most_read related sidebar menu nav footer header search app
  mobile push amp web desktop hn hackernews lobsters digg tumblr youtube wechat weibo line kakao timeline singlemessage
  groupmessage copy copylink copy_link qr print true 1`
    .split(/\s+/)
    .filter(Boolean),
)

/** Query names that by themselves identify an article, in lower case (`?p=1420108`, `story.php?storyid=77`). */
export const identityNames: ReadonlySet<string> = new Set(
  `p id articleid article_id article artid aid storyid story_id story sid newsid news_id nid nodeid postid post_id itemid
  item_id item docid doc_id guid uuid entryid v video_id contentid content_id key no idx num newsitem idarticle
  id_article n oid page_id pageid t topic_id thread tid`
    .split(/\s+/)
    .filter(Boolean),
)

/** A redirector that carries the target address in a query value. */
interface Redirector {
  /** Its host name; subdomains belong to it. */
  readonly host: string
  /** The paths at which it redirects; every path where this is absent. */
  readonly path?: RegExp
  /** The query names that may hold the target; the first that does counts. */
  readonly names: readonly string[]
}

/** Redirectors that carry the target in a query value. Google, which has a host in every country, is in url.ts. */
export const redirectors: readonly Redirector[] = [
  { host: 'l.facebook.com', names: ['u'] },
  { host: 'lm.facebook.com', names: ['u'] },
  {
    host: 'facebook.com',
    path: /^\/(l\.php|flx\/warn|sharer|share\.php|sharer\.php|sharer\/sharer\.php)/,
    names: ['u'],
  },
  { host: 'l.instagram.com', names: ['u'] },
  { host: 'l.messenger.com', names: ['u'] },
  { host: 'l.threads.net', names: ['u'] },
  { host: 'l.threads.com', names: ['u'] },
  { host: 'l.wl.co', names: ['u'] },
  { host: 't.umblr.com', path: /^\/redirect/, names: ['z'] },
  { host: 'out.reddit.com', names: ['url'] },
  { host: 'youtube.com', path: /^\/redirect/, names: ['q'] },
  { host: 'linkedin.com', path: /^\/(redir|safety)\//, names: ['url'] },
  { host: 'vk.com', path: /^\/away/, names: ['to'] },
  { host: 'steamcommunity.com', path: /^\/linkfilter/, names: ['u', 'url'] },
  { host: 'safelinks.protection.outlook.com', names: ['url'] },
  { host: 'statics.teams.cdn.office.net', names: ['url'] },
  { host: 'slack-redir.net', names: ['url'] },
  { host: 'duckduckgo.com', path: /^\/l\//, names: ['uddg'] },
  { host: 'news.google.com', path: /^\/news\/url/, names: ['url'] },
  { host: 'disq.us', path: /^\/url/, names: ['url'] },
  { host: 'exit.sc', names: ['url'] },
  { host: 'getpocket.com', path: /^\/redirect/, names: ['url'] },
  { host: 'go.redirectingat.com', names: ['url'] },
  { host: 'go.skimresources.com', names: ['url'] },
  { host: 'redirect.viglink.com', names: ['u'] },
  { host: 'click.linksynergy.com', names: ['murl'] },
  { host: 'awin1.com', names: ['ued', 'p'] },
  { host: 'app.link', names: ['$canonical_url', '$desktop_url', '$fallback_url'] },
  { host: 'page.link', names: ['link'] },
  { host: 'app.goo.gl', names: ['link'] },
  { host: 'onelink.me', names: ['af_web_dp', 'af_r'] },
  { host: 'nullrefer.com', names: ['url'] },
  { host: 'feedburner.google.com', names: ['url'] },
  { host: 'feedproxy.google.com', names: ['url'] },
  { host: 'digg.com', path: /^\/submit/, names: ['url'] },
  { host: 'ml.smartnews.com', names: ['url'] },
  { host: 'flipboard.com', path: /^\/redirect/, names: ['url'] },
]
