/**
 * The words by which facts are read, by language: outcomes ("arrested", "called off"), what marks an article as opinion,
 * background or a live blog, what denies or only considers an outcome, who says something, and what a number counts.
 *
 * Words are folded and in lower case. `arrest*` is any word that begins so, `in_custody` two words in a row, `tritt~zuruck` two
 * words with up to five between them.
 */

/** Outcomes and marks by language, one line each: what it is, a colon, the words. */
const WORDS: Readonly<Record<string, string>> = {
  en: `
victim: victim
dead: dead death* die dies died dying kill* fatal* deadly perish* slain lost_their_lives lost~life toll graves drown*
found dead: found~dead body~found found~body bodies body_of recovered~body
injured: hurt injur* wound* hospitali* critical_condition maimed
missing: missing unaccounted disappear* vanish* trapped
sick: sick* ill illness* infect* cases poisoned
arrested: arrest* detain* custody man_held held_on held_over tackled captured caught nabbed seized
charged: charged indict* accused_of arraign* prosecut*
convicted: convict* found~guilty guilty_verdict guilty_of
acquitted: acquit* not_guilty cleared_of cleared exonerat*
sentenced: sentenced sentence_of gets~years jailed prison_term life_sentence jail_term gets~life years_in_prison
mistrial: mistrial
deadlocked: deadlock* hung_jury hung_parliament stalemate impasse jury_split can't_agree cannot_agree
deliberating: deliberat* jury_out
testified: testif* takes_stand take_the_stand on_the_stand took_the_stand
recanted: recant* retract* takes~back withdrew~account withdraws_claim
admitted: admit* confess* concede* plead_guilty pleads_guilty pleaded_guilty acknowledg* claim*~responsibility says_it_planted says_it_carried
resigned: resign* step_down steps_down stepped_down stepping_down quit quits out_as stands_down
dismissed: fired sacked dismissed ousted oust* removed_as suspended_from fires sacks sent_home sends~home
appointed: appoint* take_over takes_over named_as_new succeeds sworn_in successor
elected: elected re-elected reelect* wins_election wins_presidency declared_winner president-elect
won: wins won victor* beats beat defeats triumph*
lost: loses defeated knocked_out eliminated
rescued: rescued rescues found_alive pulled~alive alive saved freed brought~surface brought_out
found: found discovered located spotted sighted recovered turns_up turned_up
called off: called_off calls_off scrapped abandoned cancel* ended ends manhunt_over over_after cancelled is_over declared_over outbreak_over stand_off_over
suspended: suspend* halted halts halt paused pauses interrupt*
resumed: resum* restart* back_on under_way_again
reopened: reopen*
closed: closed closes shut shuts closure closures
agreed: agreed agrees agreement agree_on agree_to deal truce accord settlement settles_with ceasefire ceasefires pact
rejected: reject* veto* block* refus* turned_down turns_down denies_motion votes_down voted_down dismisses~appeal throws_out thrown_out
approved: approv* passes~bill passed~bill passes~law passed~law passes~budget passed~budget passes~vote passed~vote ratif* backs clears green_light
recalled: recall*
expanded: expand* widen* grows extends~to
extended: extend* prolong*
identified: identified identifies named_as names~suspect named_locally suspect_named name~suspect
collapsed: collaps* gave_way falls_into fell_into
burst: burst* breach* dam_fails dam_has_broken dam_broken
evacuated: evacuat* flee fled flees get_out
at large: at_large manhunt on_the_run
released: releas* bailed freed_on
postponed: postpon* delay* put_off adjourn*
appealed: appeal appeals appealed
contained: contained under_control
extinguished: extinguish* put_out
sold: sold sells acquir* buys bought takeover merge* merger
signed: signs signed signing
downgraded: downgrad* weaken* revises~down revised~down
upgraded: upgrad* strengthen* becomes_hurricane becomes~hurricane now_a_hurricane category
landfall: landfall slams_into makes_landfall
raised: raises raised hike* increas* rais*
cut: cuts slash* lowers
rises: climbs jumps surges soars
falls: tumbles plunges slumps
ordered: orders ordered
banned: ban bans banned outlaw* prohibit*
investigated: investigat* probe* inquiry watchdog
searched: raid raids raided searches~home search_warrant searched
sued: sue sues sued lawsuit
warned: warned~before warned_of was_warned knew_of ignored_warning ignored report_warned
revealed: reveal* leaked documents_show records_show emails_show report_says
ruled: ruled rules ruling verdict
ruled out: rule_out rules_out ruled_out no_link no_connection
started: begins began begin started starts kicks_off gets_underway get_under_way launch*
strike: strike strikes walkout
recount: recount*
confirmed: confirmed confirmation
linked: linked_to link_between tied_to links
apologised: apolog*
surrendered: surrender* gave_up
escaped: escap*
failed: failed fails failure broken breaks breaks_down
bailed out: bailout emergency_loan
nationalised: nationali*
transferred: sent_to moved_to transferred moves_to secure_hospital
ablaze: blaze wildfire* fire_broke fires engulf* burns burned
exploded: explo* blast
attacked: stabb* shoot* shot attack*
derailed: derail*
sank: sank sinks capsiz* sunk
disqualified: disqualif* stripped
seized: hijack* boarded
promised: promis* pledg* vow*
protest: protest* rally rallies
offered: offer offers bid hands_in transfer_request asks_to_leave
withdrew: withdraw* withdrew pulls_out
stolen: stolen theft heist robbery robbed looted
ransom: ransom
kidnapped: abduct* kidnap* hostage*
restored: back_online restored service_restored
tested positive: tests_positive tested_positive positive_test doping b_sample
quarantined: quarantin* lockdown
lifted: lifted lifts eased eases
toppled: toppl* dissolv* falls_apart no-confidence no_confidence snap_election
talks: talks negotiat*
ultimatum: ultimatum deadline
extradited: extradit* deport*
fined: fine fined fines compensat* damages
pardoned: pardon* amnest*
landed: lands landed touchdown touches_down
aftershock: aftershock*
emergency declared: state_of_emergency emergency_declared disaster_declared
returned: returns returned return_home back_home
bankrupt: bankrupt* insolvenc* insolvent receivership
laid off: layoff* job_cuts redundan* jobs_to_go
struck: ran_aground runs_aground aground collid* crash*
granted: granted grants
accepted: accept*
published: publish*
unlocked: unlock* decrypt* hacked hackers ransomware
drew: draw drew level_at
replaced: replace* takes~place substitut*
broken down: breaks~down sheared stuck stranded stopp* stops
reached: reach reaches reached breakthrough
live: live live_updates as_it_happened live_blog rolling_coverage minute_by_minute liveblog
opinion: opinion comment commentary column columnist editorial analysis our_columnist writes argues letter_to
background: why who's_who how_do how_to how_does explainer explained what_we_know who_is who's_who what_is how_to history_of a_history timeline q&a need_to_know in_pictures guide_to a_guide profile diary things_to_know a_look_at remembering inside_the how_the key_moments photos from~to_today five_things so_far record~case fact_check story_so_far at_a_glance recap how_it_unfolded
comment verb: says said say confirms denies denied tells told calls called warns warned writes insists urges urged vows recalls describes asks thinks believes
official: police officials authorities court prosecutor* ministry minister government company spokesman spokeswoman spokesperson agency hospital sheriff mayor governor army military according_to regulators officer officers department
scene: vigil tribute* mourn* flowers candles silence fans diary neighbours neighbors anniversary week_on week_later week_since week_after month_after tips grief grieving memories waits_for only_topic columnist owner diner how_long weekend_that ordeal lessons funeral* burial buries buried laid_to_rest memorial farewell
`,
  de: `
victim: opfer
dead: tot tote toten toter totes tod tode todes* starb sterben stirbt gestorben getotet totet todlich* todesopfer leiche* leichnam ums_leben verstorben* erlegen umgekommen ertrink* ertrank* ertrunken
found dead: tot~gefunden tot~aufgefunden leiche~gefunden leiche~entdeckt leichen~geborgen tot~geborgen
injured: verletzt* verwundet* lebensgefahr schwerverletzt* verletzung*
missing: vermisst* verschollen* verschwunden verschwand eingeschlossen* verschuttet*
sick: erkrankt* krank infiziert* krankheitsfall* erkrankung*
arrested: festgenommen* festnahme* verhaftet* verhaftung* nimmt~fest gefasst untersuchungshaft u-haft gewahrsam haftbefehl nehmen~fest nahm~fest
charged: anklage angeklagt* klagt~an erhebt_anklage beschuldigt*
convicted: verurteilt* schuldspruch schuldig_gesprochen schuldig
acquitted: freispruch freigesprochen* spricht~frei
sentenced: jahre_haft jahren_haft freiheitsstrafe gefangnisstrafe haftstrafe lebenslang* muss~gefangnis
testified: sagt~aus zeuge zeugin ausgesagt
recanted: widerruft widerrufen* zieht~aussage
admitted: gesteht gestand gestandnis gestanden raumt~ein raumte~ein eingeraumt gibt~zu zugegeben
resigned: tritt~zuruck trat~zuruck rucktritt* zuruckgetreten wirft~hin gibt~auf legt~nieder abtritt
dismissed: entlassen entlasst abberufen abgesetzt gefeuert feuert rauswurf suspendiert entlassung beurlaubt*
appointed: ernannt* ubernimmt~amt nachfolger* nachfolge berufen neuer_chef neue_chefin folgt_auf
elected: gewahlt* wiedergewahlt wahlsieg* gewinnt_wahl wahlsieger*
won: gewinnt gewinnen gewann gewonnen sieg siegt besiegt schlagt
lost: verliert verloren verlor niederlage ausgeschieden
rescued: gerettet* rettet retten rettung uberlebende* lebend~gefunden lebend befreit* lebend~geborgen
found: gefunden entdeckt* aufgetaucht geborgen
called off: abgebrochen* abgesagt* beendet* bricht~ab brechen~ab ende_des eingestellt stellt~ein sagt~ab absage suche_eingestellt zu_ende endet
suspended: unterbrochen ausgesetzt* setzt~aus aussetzung unterbricht gestoppt stoppt ruht
resumed: wieder_aufgenommen fortgesetzt nimmt~wieder geht~weiter fahren~wieder rollen~wieder
reopened: wieder_geoffnet wiedereroffnet* offnet~wieder wieder_offen freigegeben
closed: geschlossen schliesst gesperrt* sperrung schliessung sperrt stillgelegt
agreed: einigt* einigung geeinigt einigen kompromiss beigelegt vereinbar* abkommen einig waffenruhe
rejected: lehnt~ab lehnen~ab abgelehnt* ablehnung zuruckgewiesen weist~ab abgewiesen scheitert* gescheitert* veto sagen_nein nein_zu stimmt~gegen verwirft geplatzt platzt
approved: stimmt~zu zugestimmt billigt* gebilligt* beschliesst beschlossen verabschiedet* genehmigt* grunes_licht segnet~ab zustimmung
recalled: ruckruf* ruft~zuruck zuruckgerufen
expanded: ausgeweitet* weitet~aus ausweitung erweitert*
extended: verlanger* streikt_weiter
identified: identifiziert* identitat
collapsed: eingesturzt* einsturz* sturzt~ein zusammenbruch zusammengebrochen
burst: gebrochen bricht dammbruch geborsten
evacuated: evakuier* geraumt raumung evakuierung flucht* fliehen
at large: auf_der_flucht fahndung fluchtig* geflohen
released: freigelassen* entlassen_aus freilassung auf_freiem_fuss kommt_frei
postponed: verschoben* verschiebt vertagt* verzoger*
appealed: berufung revision beschwerde einspruch klagt_gegen
contained: unter_kontrolle eingedammt
extinguished: geloscht
sold: verkauft* verkauf kauft ubernimmt ubernahme* fusion* ubernommen
signed: unterzeichn* unterschr*
downgraded: herabgestuft* korrigiert~unten abgeschwacht schwacht~ab gesenkt
upgraded: hochgestuft heraufgestuft verstarkt~sich hurrikan* kategorie
landfall: trifft~auf_land erreicht~kuste landfall
raised: hebt~an erhoht* erhohung anhebung angehoben zinsschritt zinsschock verteuert steigert
cut: senkt* senkung kurzt kurzung
rises: steigt gestiegen klettert anstieg
falls: bricht~ein einbruch kurssturz absturz brachen~ein fallt
ordered: ordnet~an angeordnet* verfugt
banned: verbiet* verbot* untersagt*
investigated: ermittelt ermittlungen ermittlung untersuch* ermittlungsverfahren
searched: durchsuch* razzia* razzien
sued: klage verklagt* eilantrag
warned: gewarnt warnung* ignoriert wusste
revealed: enthull* dokumente_zeigen aufgedeckt bekannt_geworden
ruled: urteil urteilt entscheidet entschied gericht~entscheid*
started: begonnen beginnt begann gestartet startet beginn* auftakt
strike: streik* bahnstreik* ausstand warnstreik* streikt
recount: neuauszahlung nachzahlung
confirmed: bestatig*
apologised: entschuldig*
surrendered: stellt_sich gestellt ergibt_sich
escaped: entkommen entkam ausgebrochen
failed: lahm fallen~aus fallt~aus ausfall* panne defekt
withdrawals: abheb* schlangen einlagen
bailed out: notkredit* nothilfe liquiditatshilfe* rettungspaket stutzt
nationalised: verstaatlich* staat_kauft
mediation: schlicht* vermittl*
exploded: explosion* explodiert*
attacked: angriff* anschlag* schuss* messerattacke attacke* angegriffen
ablaze: brand feuer waldbrand brennt flammen
derailed: entgleist*
sank: gesunken sinkt gekentert kentert
withdrew: zieht~zuruck zuruckgezogen ruckzug
offered: angebot angebote bietet
protest: protest* demonstr*
stays: bleibt halt~fest
stolen: gestohlen* raub diebstahl beute
ransom: losegeld
kidnapped: entfuhr* geisel*
restored: wiederhergestellt
tested positive: positiv_getestet positiver_test doping b_probe
quarantined: quarantane lockdown
lifted: aufgehoben hebt~auf gelockert
toppled: auflosung aufgelost gesturzt misstrauensvotum neuwahl*
talks: verhandl* gesprache sondierung*
ultimatum: ultimatum frist
extradited: ausgeliefert auslieferung abgeschoben abschiebung
fined: bussgeld geldstrafe entschadig*
pardoned: begnadig* amnestie
landed: gelandet landet landung setzt~auf
aftershock: nachbeben
emergency declared: notstand ausnahmezustand katastrophenfall
returned: kehrt~zuruck kehren~zuruck zuruckgekehrt heimkehr
bankrupt: insolvent insolvenz* pleite konkurs
laid off: stellenabbau stellen_streichen streicht~stellen
struck: auf_grund kollid* zusammenstoss absturz
granted: gewahrt* bewilligt*
accepted: annimmt nimmt~an angenommen akzeptier*
published: veroffentlich*
unlocked: hacker* gehackt*
drew: unentschieden remis
replaced: ersetzt* ersatz vertret*
broken down: bleibt_stecken stockt
reached: erreicht* durchbruch
live: liveticker ticker live newsblog live-blog
opinion: kommentar kolumne meinung leitartikel gastbeitrag schreibt analyse glosse
background: fragen_und_antworten warum einfach_erklart was_wir_wissen hintergrund portrat rekonstruktion chronologie stimmen rechenbeispiel wer_ist was_ist erklart uberblick wie_die so_funktioniert ruckblick faktencheck was_kostet chronik zeitleiste was_bisher ein_blick
comment verb: sagt sagte sagen erklart erklarte warnt warnte fordert meint nennt kritisiert lobt spricht erzahlt
official: polizei behorde* gericht staatsanwalt* ministeri* minister* regierung unternehmen sprecher* agentur krankenhaus klinik burgermeister* feuerwehr angaben laut teilte~mit gewerkschaft
scene: trauer* mahnwache blumen kerzen schweigeminute stille fans tagebuch nachbarn jahrestag woche_danach woche_nach tipps anwohner erinnerungen was_jetzt wartet was_will tasse beerdig* beigesetzt beisetzung gedenk* abschied_von
`,
  fr: `
victim: victime
dead: mort morts morte mortes meurt meurent mourir decede* deces tue tues tuee tuees mortel* bilan cadavre* perdu_la_vie succomb* victimes_supplementaires noie noient noye* noyade*
found dead: retrouve*~mort* corps~decouvert* corps~retrouve* corps~repeche* corps_de corps_du retrouves_morts
injured: blesse* bless* urgence_absolue
missing: disparu* disparition* introuvable* recherche* portes_disparus
sick: malade* contamin* infect* intoxi*
arrested: arrete arretee arretes arrestation* interpelle* garde_a_vue interpellation* ecroue* ecrou
charged: mis_en_examen mise_en_examen inculpe* poursuivi* accuse_de renvoye~devant
convicted: reconnu~coupable condamne* coupable*
acquitted: acquitt* relaxe* non-lieu
sentenced: ans_de_prison ans_ferme perpetuite prison_ferme peine_de
testified: temoign* a_la_barre
recanted: se_retracte retracte*
admitted: avoue* reconnait reconnaissent aveux a_reconnu
resigned: demission* quitte_ses_fonctions jette_l'eponge se_retire
dismissed: limoge* licenci* revoque* suspendue suspend_la suspend_le destitu* ecarte*
appointed: nomme nommee nomination succede prend_la_tete
elected: elu elue reelu* remporte_l'election election_de
won: remporte* gagne* victoire vainqueur bat s'impose
lost: perd defaite battu elimine*
rescued: sauve sauves sauvee sauvees sauvetage secouru* rescape* retrouve*~vivant* vivant* survivant* hisses
found: retrouve* decouvert* localis*
called off: annul* abandonn* fin_de fin_des interromp* prend_fin leve_le met_fin suspendues
suspended: suspend* suspension interromp* arret
resumed: reprend* reprise repris*
reopened: rouvre rouvert* reouverture
closed: ferme fermee fermeture fermes
agreed: accord* compromis s'entendent treve cessez-le-feu conclu*
rejected: rejet* refus* repouss* deboute* veto non_a
approved: approuv* adopt* vote~loi valid* feu_vert ratifi*
recalled: rappel rappelle~produits rappels rappel_de
expanded: etend* elarg* elargi
extended: prolong* reconduit*
identified: identifi* identite
collapsed: effondr* s'ecroule ecroul*
burst: rupture cede a_cede
evacuated: evacu* fuient fuir fuite
at large: en_fuite traque cavale
released: libere* liberation relache* remis_en_liberte
postponed: report* ajourn* repousse~date
appealed: appel_du fait_appel recours cassation
contained: maitris* circonscrit* sous_controle fixe
extinguished: eteint eteints
sold: vend vendu* rachat rachete* cession fusion* acquisition
signed: sign* paraph*
downgraded: degrad* revoit~baisse revu~baisse abaiss* retrograd*
upgraded: releve passe_en_categorie ouragan categorie
landfall: touche_terre a_frappe
raised: augment* hausse releve*
cut: baiss* rediui* reduit
rises: s'alourdit alourdi* grimpe monte
falls: chute plonge
ordered: ordonn*
banned: interdi* interdit
investigated: enquete_ouverte enquete* information_judiciaire
searched: perquisition*
sued: plainte porte_plainte assigne*
warned: alerte_la_veille avait_ete_prevenu averti* bulletin_d'alerte avait_recu mise_en_garde
revealed: revel* devoil*
ruled: juge_que tribunal~decide verdict jugement
started: debut* commenc* demarr* lance* ouverture
strike: greve* debrayage
confirmed: confirm*
apologised: excuses s'excuse
surrendered: se_rend rendu
escaped: evade* evasion
failed: panne defaillance* n'etait_pas mal_ferme*
bailed out: renfloue* plan_de_sauvetage
nationalised: nationalis*
exploded: explos*
attacked: attaque* fusillade attentat* poignard*
ablaze: incendie feu flammes
derailed: deraill*
sank: chavir* naufrag* coule
corrected: et_non plus_de_passagers que_prevu
withdrew: retir*
offered: offre offres propos*
protest: manifest*
stolen: vole volee voles vol_de derobe* cambriol* braquage
ransom: rancon
kidnapped: enlev* otage*
restored: retabli*
tested positive: controle_positif teste_positif dopage
quarantined: quarantaine confinement
lifted: levee levees leve_l leve_les assoupli*
toppled: dissou* dissolution renverse* motion_de_censure
talks: negoci* pourparlers
ultimatum: ultimatum
extradited: extrad* expuls*
fined: amende indemnis*
pardoned: gracie* amnisti*
landed: atterri* alunit*
aftershock: replique repliques
emergency declared: etat_d'urgence etat_de_catastrophe
returned: retour_de revient reviennent regagnent de_retour
bankrupt: faillite depot_de_bilan redressement_judiciaire liquidation
laid off: suppressions_de_postes plan_social
struck: echou* collision percut* s'ecrase
granted: accord* octroi*
accepted: accepte*
published: publi* rendu_public
unlocked: pirat* cyberattaque
drew: match_nul
replaced: remplac*
broken down: en_panne bloque*
reached: atteint atteign* percee
live: en_direct direct suivez minute_par_minute
opinion: opinion tribune editorial chronique chroniqueur edito estime
background: ce_que_l'on_sait ce_qu'on_sait portrait qui_est qu'est-ce pourquoi comment retour_sur decryptage histoire faut-il reportage recit il_y_a~ans temoignage raconte racontent chronologie le_film_des le_film_de en_bref les_faits
comment verb: dit declare assure affirme estime previent raconte explique appelle promet demande
official: police gendarm* autorites tribunal procureur* parquet ministere ministre gouvernement prefet prefecture entreprise porte-parole hopital maire armee selon a_annonce a_indique
scene: hommage* veillee fleurs bougies silence supporters carnet voisins anniversaire semaine_apres mois_apres conseils deuil familles_attendent souvenirs attendent l'auberge obseques funerailles inhum* adieu
`,
  es: `
victim: victima
dead: muert* muere mueren morir murio fallec* fallecid* mato mata matan asesin* mortal* cadaver* victimas_mortales pierden_la_vida perdio_la_vida ahog*
found dead: hallan~muert* hallado~muert* encuentran~muert* encontrado~muert* cuerpo_de hallan~cuerpo* cuerpos hallan~cadaver*
injured: herid* lesionad* lesion lesiones grave
missing: desaparecid* desaparic* atrapad*
sick: enferm* contagi* infect* intoxic*
arrested: deten* detuv* arrest* captur* prision_preventiva preso
charged: imputad* imputa acusad* procesad* procesa cargos formulan
convicted: condenad* culpable* condena
acquitted: absuel* absolv* inocente*
sentenced: anos_de_carcel anos_de_prision cadena_perpetua sentencia*
testified: declara_ante testig* testific*
recanted: se_retracta retract*
admitted: admite* confes* reconoce*
resigned: dimit* dimision renunci* deja_el_cargo
dismissed: destitu* despid* despedid* cesad* cesa cese relevad* suspendid* aparta*
appointed: nombra* nombrad* designa* sucede asume
elected: elect* elegid* reelegid* reeleccion gana_la_presidencia gana_las_elecciones presidenta_electa
won: gana ganan gano victoria* vence* triunfo ganador* se_impone
lost: pierde* derrot* eliminad*
rescued: rescat* con_vida viv* sobreviv* salvad* a_salvo liberad*
found: hallan halla hallad* encuentran encontrad* localiz* descubr*
called off: cancel* abandon* fin_de termina* desconvoc* rompe* pone_fin fin_a suspende_la_busqueda
suspended: suspend* suspens* se_detiene deten_el interrump* paraliz* parar
resumed: reanud* retom*
reopened: reabr* reapert*
closed: cierra* cerrad* clausur*
agreed: acuerd* acuerdo pacto* pactan tregua alto_el_fuego
rejected: rechaz* deniega* denegad* veta* veto calabazas no_pasa descart* bloque*
approved: aprob* aprueb* ratific* luz_verde avala*
recalled: retirada_de retira~producto alerta_sanitaria retiran~mercado retira_del
expanded: ampli*
extended: prorrog* extiend* prolong*
identified: identific*
collapsed: derrumb* colaps* desplom* hundimiento
burst: revent* rotura rompio
evacuated: evacu* desaloj* huyen
at large: fuga profug* huid*
released: libertad pone_en_libertad excarcel* liberan
postponed: aplaz* pospon* posterg* retras*
appealed: apel* recurso recurre* impugn* anulacion
contained: controlad* estabilizad* perimetrad*
extinguished: extinguid* sofocad*
sold: vend* compra compran adquier* fusion* venta
signed: firma firman firmo firmara firmad* fichaje
downgraded: rebaj* degrad* debilit*
upgraded: huracan categoria sube_a_categoria fortalece
landfall: toca_tierra toco_tierra impacta
raised: sube suben eleva* mejora* aument* subida
cut: baja bajan reduc* recort*
leads: delantera pasa_al_frente adelanta al_frente vuelco
tie: empate igualad* partida_en_dos
rises: asciende* se_eleva
falls: cae caida se_desploma
ordered: ordena* orden
banned: prohib* veta
investigated: investig*
searched: registr* allan*
sued: demanda* denuncia* querella
warned: advirti* habia_avisado alertad* sabia*
revealed: revel* desvel* destapa filtra*
ruled: fallo sentencia dictamina tribunal
started: empieza* comienza* arranca* inicia* comenz*
strike: huelga* paro
recount: recuento* recont* escrutinio conteo
confirmed: confirm*
apologised: disculp* perdon
surrendered: se_entrega entreg*
escaped: escap* fug*
failed: fall* averia*
loaned: cedid* cesion
debut: debut* triplete
bailed out: rescate_financiero
nationalised: nacionaliz* expropi*
exploded: explo* estall*
attacked: ataque* atac* tiroteo atentado apunal*
ablaze: incendi* fuego llamas
derailed: descarril*
sank: hund* naufrag*
withdrew: retir* se_echa_atras rompe
offered: oferta* ofrece* propuesta
protest: protest* manifest*
stolen: robo roban robad* hurto saque*
ransom: piden_rescate rescate_de
kidnapped: secuestr* rehen*
restored: restable* restaur*
tested positive: dio_positivo positivo dopaje
quarantined: cuarentena confinamiento
lifted: levanta levantan levantad*
toppled: disuelve* disolucion mocion_de_censura adelanta_elecciones
talks: negoci* dialogo
ultimatum: ultimatum ultimato plazo
extradited: extradi* deport* expuls*
fined: multa multan multad* indemniz*
pardoned: indult* amnisti*
landed: aterriz* aluniz*
aftershock: replica replicas
emergency declared: estado_de_emergencia zona_catastrofica estado_de_alarma
returned: vuelve vuelven regres*
bankrupt: quiebra concurso_de_acreedores bancarrota
laid off: despidos ere_de recorte_de_plantilla
struck: encall* choca* choque colision* estrella
granted: concede* otorg*
accepted: acept*
published: publica*
unlocked: hackers ciberataque
drew: empat*
replaced: sustitu* reemplaz*
broken down: varad* atasc*
reached: alcanza* alcanz* logra
live: minuto_a_minuto en_directo en_vivo directo ultima_hora
opinion: opinion columna editorial tribuna escribe analisis
background: como_se por_que que_es quien_es claves cronologia asi_se historia_de repasamos perfil guia explica* que_sabemos lo_que_nos los_cinco cronica_de las_claves
comment verb: dice dijo asegura afirma advierte pide responde explica cuenta
official: policia autoridades tribunal fiscal* ministerio ministr* gobierno portavoz empresa agencia hospital alcalde ejercito segun informo anuncio juez
scene: homenaje vigilia flores velas silencio aficion vecinos aniversario semana_despues mes_despues consejos duelo familias_esperan largas_filas recuerdos diario_de calma funeral* entierro entierra* despide_a ultimo_adios
`,
  it: `
victim: vittima
dead: mort* muore muoiono morire decedut* uccis* uccide vittim* cadaver* perso_la_vita deceduto bilancio annega*
found dead: trovat*~mort* ritrovat*~mort* corpo_di trovato~corpo trovati~corpi senza_vita recuperat*~corp*
injured: ferit* ricoverat* gravi
missing: dispers* scompars* intrappolat*
sick: malat* contagi* infett* intossic*
arrested: arrest* fermat* fermo in_manette custodia_cautelare cattur*
charged: indagat* incriminat* rinviat*~giudizio rinvio_a_giudizio accusat* imputat*
convicted: condann* colpevol*
acquitted: assol* prosciol* innocent*
sentenced: anni_di_carcere anni_di_reclusione ergastolo anni_e
testified: testimon* depone in_aula
recanted: ritratta*
admitted: ammett* confess* ammesso
resigned: dimiss* si_dimette lascia_l'incarico dimess* passo_indietro
dismissed: licenzi* esonerat* rimoss* revocat* sospes* destitu* silurat*
appointed: nominat* nomina succede designat*
elected: elett* rielett* elezione_di
won: vinc* vittori* batte trionf* vinto
lost: perde sconfitt* eliminat* perso
rescued: salv* soccors* trovat*~viv* superstit* sopravviss* estratt* viv* liberat* tratt*_in_salvo
found: trovat* ritrovat* scopert* individuat*
called off: annullat* fine_delle fine_dello termina* revoca* abbandonat* conclus* interrott* saltat* salta finit*
suspended: sospes* sospensione sospend* stop interromp* ferm*
resumed: riprend* ripres* ripart*
reopened: riapr* riapert* riapertura
closed: chius* chiud* chiusura
agreed: accord* intesa tregua compromesso
rejected: respin* rifiut* bocci* no_a rigett* veto
approved: approva* via_libera ratific* passa varat* ok_a
recalled: richiam* ritir*~mercato ritirat* ritiro
expanded: estes* estend* ampli* allarg*
extended: prorog* prolung*
identified: identific* identita
collapsed: croll* cedut* cediment*
burst: rott* rottura esondat* ceduta
evacuated: evacu* sfollat* fugg*
at large: in_fuga caccia_all'uomo latitant*
released: rilasci* scarcer* liber* in_liberta
postponed: rinvi* slitt* posticip*
appealed: appello ricorso ricorr* impugn*
contained: sotto_controllo circoscritt*
extinguished: domat* spent*
sold: vend* vendut* acquis* cession* fusion* compra
signed: firm* ufficial* sigla*
downgraded: declassat* ribass* indebol* rivist*
upgraded: uragano categoria rafforz*
landfall: tocca_terra
raised: aument* alza rialz*
cut: tagli* riduc* abbass*
rises: sale salgono salit*
falls: crollo_in_borsa cala scende
leads: vantaggio sorpasso in_testa
ordered: ordin* dispon* dispost*
banned: viet* vietat* divieto
investigated: indagin* inchiesta
searched: perquisi*
sued: denunci* querela esposto
warned: avvert* allarme_ignorato sapeva* segnalat*
revealed: rivel* svel*
ruled: sentenza verdetto tribunale
started: inizi* cominc* avvi* al_via parte
strike: scioper*
recount: riconteggio spoglio scrutinio
confirmed: conferm*
apologised: scus*
surrendered: si_costituisce arres* costituit*
escaped: evas* fuggit* scappat*
failed: guast* avari* fallit* falliment*
loaned: prestito
nationalised: nazionalizz* statalizz*
exploded: esplo* scoppi*
attacked: attacc* accoltell* spar* sparatoria aggred* attentat*
ablaze: incendi* rogo fiamme
derailed: deragli*
sank: affond* naufrag* ribalt*
withdrew: ritira rinunc*
offered: offert* offre proposta
protest: protest* manifest*
stolen: rubat* rubano furto rapina
ransom: riscatto
kidnapped: rapit* sequestr* ostagg*
restored: ripristin*
tested positive: positivo positiva doping
quarantined: quarantena lockdown
lifted: revocat* allentat*
toppled: sciogl* scioglimento sfiducia caduta_del_governo
talks: trattativ* negoziat*
ultimatum: ultimatum
extradited: estrad* espuls* espell*
fined: multa multat* risarc*
pardoned: graziat* amnisti*
landed: atterra* allun*
aftershock: scossa scosse
emergency declared: stato_di_emergenza stato_d'emergenza
returned: torna tornano rientr*
bankrupt: fallimento bancarotta
laid off: licenziament* esuber*
struck: incagli* scontr* schiant* precipit*
granted: concess* conced*
accepted: accett* accolt*
published: pubblic*
unlocked: hacker attacco_informatico
drew: pareggi*
replaced: sostitu*
broken down: bloccat* inceppat*
reached: raggiun* svolta
live: diretta in_diretta minuto_per_minuto liveblog
opinion: opinion* commento editoriale corsivo scrive analisi rubrica
background: cosa_sappiamo chi_e perche come_funziona cos'e ritratto cronologia storia_di la_storia le_tappe scheda racconta spiega* domande_e_risposte ecco_come i_punti
comment verb: dice ha_detto afferma spiega avverte racconta dichiara assicura
official: polizia carabinieri autorita tribunale procura procuratore ministero ministro governo portavoce azienda ospedale sindaco esercito secondo ha_annunciato soccorso vigili giudice
scene: omaggio veglia fiori candele silenzio tifosi diario vicini anniversario settimana_dopo mese_dopo consigli lutto ricordo ricordi attesa funeral* esequie addio_a l'addio
`,
  pt: `
victim: vitima
dead: mort* morre* morrer morreu obito* matou mata matam assassin* fatal* vitimas_mortais cadaver* perderam_a_vida afog*
found dead: encontrad*~mort* achad*~mort* corpo_de corpo~encontrad* corpos~encontrad* sem_vida corpo~localizad*
injured: ferid* lesionad* lesao grave feridos
missing: desaparecid* desaparec* soterrad* pres*_nos
sick: doente* infect* contamin* intoxic*
arrested: detid* deten* pres* prisao_preventiva prisao captur* deteve
charged: acusad* indiciad* denunciad* arguid* reu reus
convicted: condenad* culpad* condena
acquitted: absolvid* absolv* inocent*
sentenced: anos_de_prisao anos_de_cadeia pena_de sentenc*
testified: testemunh* depoe depoiment*
recanted: retrata* volta_atras
admitted: admit* confess* reconhec*
resigned: demit* demissao renunci* deixa_o_cargo
dismissed: demitid* exonerad* afastad* despedid* destitu* exonera suspens*
appointed: nomead* nomeia assume sucede indicad*
elected: eleit* reeleit* vence_eleic* vence_as_eleic*
won: vence* venc* ganh* vitoria* triunf*
lost: perde* derrot* eliminad*
rescued: resgat* salv* com_vida sobreviv* vivo vivos viva vivas libertad*
found: encontrad* achad* localizad* descob*
called off: cancel* abandon* fim_da fim_do termina* encerrad* encerra desconvoc* acabou
suspended: suspen* suspende* interromp* paralis* parou
resumed: retom* recomec* volta_a
reopened: reabr* reabert*
closed: fecha* fechad* encerr* interditad*
agreed: acord* acerto tregua cessar-fogo entendimento
rejected: rejeit* recus* chumb* nega_pedido veta* veto derrub*
approved: aprov* ratific* luz_verde sanciona* promulg*
recalled: recolh* retira~mercado recall retirad*
expanded: ampli* alarg* expand*
extended: prorrog* prolong* estend*
identified: identific*
collapsed: desab* colaps* ruiu derrocad* desmoron*
burst: rompe* rompimento rutura ruptura
evacuated: evacu* retirad*_de foge* fugiram
at large: foragid* em_fuga fug*
released: libert* solt* sai_da_prisao liberad*
postponed: adi* adiad* adia
appealed: recorr* recurso apel*
contained: controlad* dominad* circunscrit*
extinguished: extint*
sold: vend* compra* aquisic* fusao
signed: assin*
downgraded: rebaix* enfraquec* revis*
upgraded: furacao categoria ganha_forca
landfall: toca_terra atinge
raised: aument* sobe* subida eleva*
cut: cort* reduz* baix*
rises: sobe_para subiu chega_a
falls: cai caem queda
leads: lideranca vantagem virada a_frente
ordered: orden* determin* manda
banned: proib*
investigated: investig* inquerito apura*
searched: busca* buscas_e buscas
sued: process* queixa acao
warned: alertad* avisad* sabia* ignor*
revealed: revel* divulg*
ruled: decis* decidiu sentenca tribunal acordao
started: comec* inici* arranca*
strike: greve* paralisac*
recount: recontagem apuracao contagem
confirmed: confirm*
apologised: desculp*
surrendered: entrega* entregou
escaped: escap* evad*
failed: falh* avari*
loaned: emprest*
nationalised: nacionaliz* estatiz*
exploded: explo* explosao
attacked: ataque* ataca* tirote* esfaque* atentado*
ablaze: incendi* fogo chamas
derailed: descarril*
sank: afund* naufrag*
withdrew: desist* retira
offered: ofert* oferece* proposta
protest: protest* manifest*
stolen: roubo roubad* roubam furto assalto
ransom: pedem_resgate resgate_de
kidnapped: sequestr* rapt* refem refens
restored: restabelec* reposto reposta
tested positive: positivo doping
quarantined: quarentena confinamento
lifted: levanta levantad*
toppled: dissolve* dissolucao mocao_de_censura cai_o_governo
talks: negoci* conversacoes
ultimatum: ultimato prazo
extradited: extradi* deport* expuls*
fined: multa multad* indemniz*
pardoned: indult* amnisti*
landed: aterr* alunou pousa pousou
aftershock: replica replicas
emergency declared: estado_de_emergencia estado_de_calamidade
returned: volta voltam regress*
bankrupt: falencia insolvencia recuperacao_judicial
laid off: despediment* demissoes
struck: encalh* colid* colis* choque despenh*
granted: conced*
accepted: aceit*
published: public*
unlocked: hackers ciberataque
drew: empat*
replaced: substitu*
broken down: encravad* bloquead* avari*
reached: alcanc* chega_a atinge
live: ao_vivo em_direto ao_minuto minuto_a_minuto
opinion: opiniao coluna editorial cronica escreve analise
background: o_que_se_sabe o_que_sabemos quem_e por_que porque como_funciona o_que_e perfil cronologia historia_d* entenda explica* saiba retrato perguntas_e_respostas reportagem conta resumo cronica_d*
comment verb: diz disse afirma garante avisa explica conta pede
official: policia autoridades tribunal procurador* ministerio ministr* governo porta-voz empresa hospital prefeit* presidente_da_camara exercito segundo sindicato juiz juiza bombeiros
scene: homenage* vigilia flores velas silencio adeptos torcedores diario vizinhos aniversario semana_depois mes_depois dicas luto recordacoes veja_as o_que_fazer como_pedir guia esper* funeral funerais enterro velorio adeus
`,
  nl: `
victim: slachtoffer
dead: dood dode* doden overle* sterft sterven stierf gestorven omgekomen gedood vermoord* dodelijk* dodental lichaam lichamen slachtoffer om_het_leven verdronk* verdrink*
found dead: dood~gevonden dood~aangetroffen lichaam~gevonden lichamen~gevonden lichaam_van stoffelijk* levenloos
injured: gewond* verwond* ziekenhuis
missing: vermist* verdwen* vermissing ingesloten
sick: ziek zieken besmet* ziek*
arrested: aangehouden* arrestat* gearresteerd* opgepakt* vastgezet aanhouding* gepakt voorarrest houdt~aan pakt~op
charged: aangeklaagd* aanklacht vervolgd* vervolging verdacht_van
convicted: veroordeeld* schuldig* veroordeling
acquitted: vrijgesproken* vrijspraak
sentenced: jaar_cel jaar_celstraf jaar_gevangenisstraf celstraf levenslang gevangenisstraf
testified: getuig*
recanted: trekt~verklaring herroep*
admitted: geeft~toe bekent bekend_dat toegegeven bekentenis erkent
resigned: stapt~op opgestapt treedt~af afgetreden aftred* ontslag_in neemt~ontslag legt~neer vertrekt
dismissed: ontslagen ontslaat ontslag geschorst* op_non-actief weggestuurd
appointed: benoemd* benoem* opvolger opvolg* aangesteld
elected: gekozen verkozen* herkozen* wint_verkiezing*
won: wint winnen won gewonnen zege overwinning verslaat
lost: verliest verloren nederlaag uitgeschakeld
rescued: gered redding* levend~gevonden levend overlevende* bevrijd* redt redden
found: gevonden ontdekt aangetroffen teruggevonden
called off: afgelast* afgeblazen stopgezet* beeindigd* gestaakt* einde_aan voorbij breekt~af geannuleerd* einde_van staken afgebroken
suspended: opgeschort* stilgelegd* onderbroken schort~op schorst* stil
resumed: hervat* weer_van_start rijden~weer
reopened: heropen* weer_open
closed: gesloten sluit sluiting afgesloten dicht
agreed: akkoord* overeenstemming deal eens bestand wapenstilstand overeenkomst
rejected: verwerp* verworpen wijst~af afgewezen* weiger* veto afwijz* stemt~tegen
approved: goedgekeurd* keurt~goed stemt~in aangenomen groen_licht ingestemd stemt_in
recalled: terugroep* teruggeroepen roept~terug
expanded: uitgebreid* breidt~uit uitbreid*
extended: verleng* langer
identified: geidentificeerd* identiteit
collapsed: ingestort* instorting stort~in bezweken
burst: doorgebroken dijkdoorbraak dambreuk breekt
evacuated: geevacueerd* evacuat* ontruim* vluchten
at large: voortvluchtig* klopjacht op_de_vlucht
released: vrijgelaten* vrijlating vrij op_vrije_voeten
postponed: uitgesteld* uitstel stelt~uit vertraag*
appealed: hoger_beroep beroep cassatie bezwaar
contained: onder_controle meester
extinguished: geblust*
sold: verkocht* verkoop overname* koopt fus* overgenomen neemt~over
signed: getekend ondertekend* tekent ondertekent handtekening
downgraded: afgewaardeerd naar_beneden_bijgesteld bijgesteld verzwakt afgezwakt
upgraded: orkaan categorie opgeschaald
landfall: aan_land
raised: verhoog* verhoging
cut: verlaag* verlaging bezuinig*
rises: stijgt opgelopen loopt_op gestegen
falls: daalt keldert gedaald
ordered: beveelt gelast opgelegd
banned: verbied* verbod* verboden
investigated: onderzoek* onderzocht
searched: doorzoek* inval* huiszoeking doorzocht
sued: klaagt~aan kort_geding rechtszaak
warned: gewaarschuwd waarschuwing* genegeerd wist
revealed: onthul* blijkt_uit gelekt
ruled: uitspraak oordeelt vonnis rechter
started: begonnen begint begon gestart start
strike: stak* staking*
recount: hertelling
confirmed: bevestig*
apologised: excuses
surrendered: geeft_zich_over meldt_zich
escaped: ontsnapt ontsnapp*
failed: storing uitgevallen kapot mislukt*
loaned: verhuurd*
nationalised: genationaliseerd* nationalis*
exploded: explo* ontplof*
attacked: aanval* aanslag* steekpartij schietpartij neergestoken beschoten
ablaze: brand natuurbrand vlammen
derailed: ontspoor*
sank: gezonken zinkt gekapseisd kapseist
withdrew: trekt~terug teruggetrokken
offered: bod biedt
protest: protest* demonstr* betog*
stolen: gestolen diefstal roof buit
ransom: losgeld
kidnapped: ontvoer* gijzel*
restored: hersteld
tested positive: positief_getest positieve_test doping
quarantined: quarantaine lockdown
lifted: opgeheven versoepel*
toppled: kabinet_valt gevallen motie_van ontbonden
talks: onderhandel* gesprekken
ultimatum: ultimatum deadline
extradited: uitgeleverd uitlever* uitgezet
fined: boete* schadevergoeding
pardoned: gratie amnestie
landed: geland landt landing
aftershock: naschok* naschokken
emergency declared: noodtoestand
returned: keert~terug keren~terug mogen_terug teruggekeerd
bankrupt: failliet faillissement surseance
laid off: ontslagronde banen_weg schrapt~banen
struck: vastgelopen botst botsing aanvaring neergestort
granted: toegekend verleend
accepted: aanvaard* accepteer*
published: gepubliceerd openbaar
unlocked: hackers gehackt ransomware
drew: gelijkspel
replaced: vervang*
broken down: vastgelopen stilgevallen
reached: bereikt doorbraak
live: liveblog live
opinion: opinie column commentaar schrijft analyse hoofdredactioneel
background: wat_we_weten wie_is waarom hoe_werkt uitleg achtergrond profiel reconstructie tijdlijn terugblik vragen_en_antwoorden vijf_vragen portret vertelt zo_werkt wat_is kroniek overzicht feiten_op
comment verb: zegt zei stelt waarschuwt vindt noemt vertelt roept eist
official: politie autoriteiten rechtbank justitie officier ministerie minister regering kabinet woordvoerder bedrijf ziekenhuis burgemeester leger volgens waterschap brandweer gemeente vakbond
scene: eerbetoon wake bloemen kaarsen stilte supporters dagboek buren herdenk* week_later week_na maand_later tips rouw herinneringen hoe_maak hoe_kan wachten begrafenis begraven uitvaart afscheid herdenking
`,
  ru: `
victim: жертва жертвы жертвой
dead: погиб* умер* скончал* смерт* убит* жертв* мертв* тело тела труп* утон*
found dead: найден*~мертв* обнаружен*~тел* найден*~тел* нашли~тел* тело~найден* нашли~мертв*
injured: ранен* пострадав* постради* травм* госпитал*
missing: пропал* пропавш* исчез* без_вести
sick: заболел* заболевш* заразил* отравил* отравлен*
arrested: арест* задержа* под_стражу взят*_под
charged: обвин* предъявлен*
convicted: осужд* виновн* признан*~виновн*
acquitted: оправда* невиновн*
sentenced: приговор* лет_колонии лет_тюрьмы пожизнен* лет_лишения
testified: показания свидетел*
recanted: отказал*~показан* отозвал*
admitted: призна* созна*
resigned: в_отставку отставк* ушел_с_поста покинул*~пост подал*~отставку
dismissed: уволен* уволи* снят_с отстран* освобожден*~должност*
appointed: назнач* преемник* возглавил* возглавит
elected: избран* переизбран* победил*~выбор*
won: победи* побед* выигра* обыграл*
lost: проигр* поражен*
rescued: спас* жив живым* живы* выжи* вызволи* спасен*
found: найден* обнаруж* нашли нашел нашелся
called off: прекра* отмен* заверш* окончен*
suspended: приостан* останов*
resumed: возобнов*
reopened: вновь_открыт* открыт*~снова
closed: закры* перекры*
agreed: соглас* договор* соглашен* перемири*
rejected: отклон* отказ* отверг* вето
approved: одобр* утверд* принял*~закон* ратифиц*
recalled: отозва* отзыва* отзыв
expanded: расшир*
extended: продл*
identified: опозна* установлен*~личност* личност* назван*~имя назвал*~имя
collapsed: обруш* рухнул*
burst: прорва* прорыв
evacuated: эвакуа* эвакуир*
at large: в_розыск* скрыл* розыск*
released: освобод* отпущ* отпусти* на_свободу
postponed: перенес* отлож* перенос*
appealed: обжалов* апелляц* жалоб*
contained: локализ* под_контрол*
extinguished: потуш* ликвидир*
sold: прода* купил* покупк* слиян* приобре*
signed: подписа*
downgraded: пониж* ослаб* снизил*
upgraded: ураган* категори* повыш* усилил*
landfall: обрушился вышел_на_сушу
raised: подня* повыси* увелич*
cut: снизи* сокра* снижен*
rises: вырос* возрос* достигл*
falls: упал* рухнули
ordered: приказ* распоряд* постанови* обяза*
banned: запре*
investigated: расслед* уголовное_дело дело_о проверк*
searched: обыск*
sued: иск суд_подал
warned: предупрежд* знал* проигнорир*
revealed: раскры* выясни* стало_известно
ruled: решил* решени* вердикт суд
started: начал* старт*
strike: забастов*
recount: пересчет*
confirmed: подтверд*
apologised: извин*
surrendered: сдал*
escaped: сбежа* бежал*
failed: авари* сбо* сломал* отказал
nationalised: национализ*
exploded: взрыв* взорв*
attacked: напад* напал* атак* стрельб* теракт*
ablaze: пожар* загор* горит
derailed: сошел_с_рельсов сошли_с_рельсов
sank: затону* утону* перевернул*
withdrew: отказал*_от вышел_из отозвал
protest: протест* митинг*
stolen: похищен* украд* краж* ограбл*
ransom: выкуп*
kidnapped: заложн* похитил*
restored: восстанов*
tested positive: положительн* допинг*
quarantined: карантин*
lifted: снят* снял*
toppled: распус* роспуск* вотум*
talks: переговор*
ultimatum: ультиматум*
extradited: экстрад* депорт* выслан*
fined: штраф* компенсац*
pardoned: помилов* амнист*
landed: приземл* посадк* прилун*
aftershock: афтершок* толчк*
emergency declared: чрезвычайн* режим_чс
returned: вернул* возвращ*
bankrupt: банкрот*
laid off: увольнен* сокращен*
struck: столкн* разбил* крушени*
granted: предостав* выдел*
accepted: принял* принят*
published: опублик*
unlocked: хакер* взлом*
drew: ничь*
replaced: замен*
broken down: застря* заклин*
reached: достиг*
live: онлайн прямая_трансляция текстовая_трансляция хроника
opinion: мнение колонка комментарий пишет колумнист
background: что_известно кто_такой почему как_это история объясня* разбор хронология репортаж рассказ* вопросы_и_ответы главное подробности что_произошло
comment verb: сказал* заявил* говорит считает предупредил* рассказал*
official: полици* власт* суд прокур* министерств* министр правительств* компани* представител* больниц* губернатор мэр арми* мчс сообщил* следств* спасател*
scene: память_о свечи цветы молчани* болельщик* дневник соседи годовщин* неделю_спустя месяц_спустя советы траур скорб* ждет ждут воспоминан* похорон* простил* прощани*
`,
}

/** Words before an outcome that deny it. */
const DENYING =
  'no not nobody none without never neither nor isn wasn weren didn hasn haven doesn don cannot nicht kein keine keinen keiner niemand ohne nie ' +
  'pas aucun aucune sans jamais personne ni ningun ninguna sin nunca nadie tampoco non nessun nessuno nessuna senza mai ' +
  'nao nenhum nenhuma sem ninguem niet geen niemand zonder nooit не нет ни без никто'
/** Words before an outcome that only consider it. */
const CONSIDERING =
  'could may might would should calls demand demands demanded threatens threaten threatened urge urges fear fears feared possible possibly if whether ' +
  'konnte konnten mochte sollte sollten wurde fordert fordern droht drohen furchtet moglich falls ob ' +
  'pourrait pourraient devrait reclame reclament menace craint craignent si podria podrian deberia exige exigen amenaza teme temen si ' +
  'potrebbe potrebbero dovrebbe chiede chiedono minaccia teme temono se poderia deveria exige ameaca teme se podem ' +
  'zou zouden kan eist dreigt vreest mogelijk als может могут бы требует угрожает возможно если'
/** Words that say a number is rounded. */
const ROUNDING =
  'about around some nearly almost roughly over than approximately rund etwa knapp gut fast ungefahr uber gegen ' +
  'environ quelque pres plus presque cerca alrededor unos unas circa quasi oltre piu quase ongeveer ruim bijna meer около почти более свыше'
/** What a number of no news counts: time, age, distance, degrees. */
const MEASURES =
  'year years month months week weeks day days hour hours minute minutes second seconds km kilometre kilometres kilometer kilometers mile miles metre metres meter meters feet foot inch inches degrees mph kph kmh knots cm mm kg lb ounce yards acres hectares centimetres ' +
  'jahr jahre jahren monat monate monaten woche wochen tag tage tagen stunde stunden minute minuten sekunde sekunden uhr meter metern kilometern grad hektar km/h ' +
  'an ans annee annees mois semaine semaines jour jours heure heures minute minutes seconde secondes metre metres degre degres hectares h ' +
  'ano anos mes meses semana semanas dia dias hora horas minuto minutos segundo segundos metro metros kilometro kilometros grados hectareas ' +
  'anno anni mese mesi settimana settimane giorno giorni ora ore minuto minuti secondi metri chilometri gradi ettari ' +
  'segundos quilometro quilometros graus hectares jaar maand maanden weken dagen uur uren minuten kilometer graden ' +
  'год года лет году месяц месяца месяцев неделя недели недель день дня дней час часа часов минута минуты минут километр километра километров метр метра метров градусов гектаров'
const AGE = 'old aged alt edad idade eta летний летняя летнего jarige jahrige jahriger jahrigen'
const MULTIPLIERS: Readonly<Record<string, number>> = {
  hundred: 1e2,
  thousand: 1e3,
  million: 1e6,
  millions: 1e6,
  billion: 1e9,
  m: 1e6,
  bn: 1e9,
  k: 1e3,
  hundert: 1e2,
  tausend: 1e3,
  millionen: 1e6,
  mio: 1e6,
  milliarde: 1e9,
  milliarden: 1e9,
  mrd: 1e9,
  mille: 1e3,
  mil: 1e3,
  millon: 1e6,
  millones: 1e6,
  milioni: 1e6,
  milione: 1e6,
  mila: 1e3,
  miliardi: 1e9,
  miliardo: 1e9,
  milhao: 1e6,
  milhoes: 1e6,
  bilhoes: 1e9,
  bilhao: 1e9,
  duizend: 1e3,
  honderd: 1e2,
  miljoen: 1e6,
  miljard: 1e9,
  milliard: 1e9,
  milliards: 1e9,
  тысяч: 1e3,
  тысячи: 1e3,
  млн: 1e6,
  миллион: 1e6,
  миллиона: 1e6,
  миллионов: 1e6,
  млрд: 1e9,
  миллиардов: 1e9,
  миллиарда: 1e9,
  cent: 1e2,
  cents: 1e2,
}
const PERCENT = 'percent prozent procent процентов процента процент'

/** Number words: tens and units are joined by what stands between them in the language. */
const NUMERALS: Readonly<Record<string, readonly string[]>> = {
  en: [
    'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    'twenty thirty forty fifty sixty seventy eighty ninety',
    'second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth',
  ],
  de: [
    'zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn',
    'zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig',
    'zweit dritt viert funft sechst siebt acht neunt zehnt elft zwolft',
  ],
  fr: [
    'deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf',
    'vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix',
    'deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme',
  ],
  es: [
    'dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve',
    'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    'segundo tercer cuarto quinto sexto septimo octavo noveno decimo',
  ],
  it: [
    'due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
    'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    'second terz quart quint sest settim ottav non decim',
  ],
  pt: [
    'dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove',
    'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    'segund terceir quart quint sext setim oitav non decim',
  ],
  nl: [
    'twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
    'tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde',
  ],
  ru: [
    'два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать',
    'двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто',
    'втор треть четверт пят шест седьм восьм девят десят',
  ],
}
/** Others, by value. */
const MORE_NUMERALS: Readonly<Record<string, string>> = {
  en: 'couple:2 half-dozen:6 dozen:12 score:20',
  de: 'zwo:2 beide:2 dutzend:12 zweier:2 dreier:3 funfte:5',
  fr: 'dizaine:10 douzaine:12 quinzaine:15 vingtaine:20 trentaine:30 quarantaine:40 cinquantaine:50 soixantaine:60 centaine:100',
  es: 'decena:10 docena:12 quincena:15 veintena:20 centenar:100 veintiuno:21 veintidos:22 veintitres:23 veinticuatro:24 veinticinco:25 veintiseis:26 veintisiete:27 veintiocho:28 veintinueve:29',
  it: 'decina:10 dozzina:12 quindicina:15 ventina:20 trentina:30 quarantina:40 cinquantina:50 centinaio:100',
  pt: 'duas:2 dezena:10 duzia:12 quatorze:14 dezasseis:16 dezassete:17 dezanove:19 centena:100',
  nl: 'dozijn:12 tiental:10 twintigtal:20',
  ru: 'две:2 двое:2 двух:2 двоих:2 трое:3 трех:3 троих:3 четверо:4 четырех:4 пятеро:5 пяти:5 шестеро:6 шести:6 семи:7 восьми:8 девяти:9 десяти:10 дюжина:12 десяток:10',
}

/** One way to say an outcome or a mark. */
export interface Pattern {
  readonly concept: string
  /** In order; the first is that by which the pattern is looked up. */
  readonly words: readonly PatternWord[]
}
interface PatternWord {
  readonly text: string
  readonly isPrefix: boolean
  /** So many words may stand before it. */
  readonly gap: number
}

/** The most words between the two of a parted pattern. */
const MAX_GAP = 5
/** Patterns are looked up by so many letters of their first word. */
const KEY_LENGTH = 3

function readPatterns(lines: string): Map<string, Pattern[]> {
  const patterns = new Map<string, Pattern[]>()
  for (const line of lines.trim().split('\n')) {
    const colon = line.indexOf(':')
    const concept = line.slice(0, colon)
    for (const written of line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)) {
      const words = (written.match(/[~_'-]?[^~_'-]+/gu) ?? []).map((word) => ({
        text: word.replace(/^[~_'-]|\*$/gu, ''),
        isPrefix: word.endsWith('*'),
        gap: word.startsWith('~') ? MAX_GAP : 0,
      }))
      const key = words[0]!.text.slice(0, KEY_LENGTH)
      const known = patterns.get(key)
      if (known === undefined) patterns.set(key, [{ concept, words }])
      else known.push({ concept, words })
    }
  }
  return patterns
}

const patternsByLanguage = new Map<string, ReadonlyMap<string, readonly Pattern[]>>()

/** The languages that have a table. */
export const factLanguages: readonly string[] = Object.keys(WORDS)

export const hasFactTable = (language: string | undefined): boolean =>
  language !== undefined && Object.hasOwn(WORDS, language)

/** The patterns whose first word may be this one, in a language with a table. */
export function patternsFor(word: string, language: string): readonly Pattern[] | undefined {
  let patterns = patternsByLanguage.get(language)
  if (patterns === undefined) {
    const lines = WORDS[language]
    if (lines === undefined) return undefined
    patterns = readPatterns(lines)
    patternsByLanguage.set(language, patterns)
  }
  return patterns.get(word.length > KEY_LENGTH ? word.slice(0, KEY_LENGTH) : word)
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))

export const denyingWords = setOf(DENYING)
export const consideringWords = setOf(CONSIDERING)
export const roundingWords = setOf(ROUNDING)
export const measures = setOf(MEASURES)
export const ageWords = setOf(AGE)
export const percentWords = setOf(PERCENT)
export const multiplierOf = (word: string): number | undefined =>
  Object.hasOwn(MULTIPLIERS, word) ? MULTIPLIERS[word] : undefined

/** A number word: what it says, whether it is an ordinal, and whether it stands for about so many ("a dozen"). */
export interface Numeral {
  readonly value: number
  readonly isOrdinal: boolean
  readonly isRound: boolean
}

const numeralsByLanguage = new Map<string, ReadonlyMap<string, Numeral>>()

/** The number that a folded word in lower case says in a language; undefined: none, or one. */
export function numeralOf(word: string, language: string): Numeral | undefined {
  let numerals = numeralsByLanguage.get(language)
  if (numerals === undefined) {
    numerals = readNumerals(language)
    numeralsByLanguage.set(language, numerals)
  }
  return numerals.get(word)
}

/** Endings of ordinals whose table has the stem alone. */
const ORDINAL_ENDINGS: Readonly<Record<string, string>> = {
  de: 'e er es en em',
  es: ' o a',
  it: 'o a i e',
  pt: 'o a',
  ru: 'ои ый ая ий ья ого ой ьей',
}
/** What joins units to tens in one word; where the tens come first, after them. */
const JOINED: Readonly<Record<string, string>> = { de: 'und', nl: 'en', it: '' }

function readNumerals(language: string): Map<string, Numeral> {
  const numerals = new Map<string, Numeral>()
  const add = (word: string, value: number, isOrdinal = false, isRound = false): void => {
    if (!numerals.has(word)) numerals.set(word, { value, isOrdinal, isRound })
  }
  const [cardinals, tens, ordinals] = NUMERALS[language] ?? []
  if (cardinals === undefined) return numerals
  const units = cardinals.split(' ')
  units.forEach((word, i) => {
    add(word, i + 2)
  })
  tens!.split(' ').forEach((ten, i) => {
    const value = (i + 2) * 10
    add(ten, value)
    const joint = JOINED[language]
    if (joint === undefined) return
    for (const [unit, word] of [
      [1, language === 'it' ? 'uno' : language === 'de' ? 'ein' : 'een'] as const,
      ...units.slice(0, 8).map((word, i) => [i + 2, word] as const),
    ]) {
      if (language !== 'it') add(word + joint + ten, value + unit)
      else {
        add(ten + word, value + unit)
        add((/^[aeiou]/.test(word) ? ten.slice(0, -1) : ten) + word, value + unit)
      }
    }
  })
  for (const [i, word] of ordinals!.split(' ').entries())
    for (const ending of (ORDINAL_ENDINGS[language] ?? '').split(' ')) add(word + ending, i + 2, true)
  for (const pair of (MORE_NUMERALS[language] ?? '').split(' ')) {
    const [word, value] = pair.split(':')
    if (value !== undefined) {
      const isRound = Number(value) % 10 === 0 || word === 'quinzaine' || word === 'couple'
      add(word!, Number(value), false, isRound)
      add(`${word}s`, 0)
    }
  }
  return numerals
}
