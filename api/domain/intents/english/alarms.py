"""English wordings of what cannot wait. `a/b` is a choice, `?a` may be left out, `;` parts the wordings."""

ALARMS: dict[str, str] = {
    "help": """
        help/halp/hepl/hlp; sos; mayday; in ?big/great/serious trouble; in danger; save me/us; rescue me; help
        me; ?i need somebody/someone/anybody/anyone now; assistance/assist; hellp; nobody/noone ?is
        helping/helps/help me; get somebody/someone/anybody; is nobody helping me""",
    "urgent": """
        urgent/urgently; life or death; asap; right away now; come quick/quickly/fast; hurry; something is
        very/really/so/terribly wrong; very serious""",
    "emergency": """
        emergency/emergencies/emergancy; 911; 999; 112; 000; ambulance/ambulances/paramedic/paramedics; fire
        brigade/department; get/call/need ?me a/the doctor now/quick/quickly/immediately; life threatening;
        need/call/get/fetch ?me a doctor; call the doctor; need/take/have/get ?me to ?go ?to ?the hospital""",
    "call_emergency": "call/dial/phone/ring 911/999/112/000/emergency/paramedics",
    "cannot_breathe": """
        can/could not ?really/even/hardly/properly breathe/breath/breathing/inhale; can not catch ?my breath;
        can not get ?any/enough air/breath; hardly/barely breathe/breath/breathing; unable to breathe;
        hard/difficult/difficulty/trouble/struggling to breathe/breath; not able to breathe;
        hard/trouble/difficulty/problem/problems/struggling/hardly ?with/in breathing/breath; breathing is
        ?very/so/really hard/difficult/bad/worse; short of breath/air; shortness of breath; out of
        breath/air/oxygen; no/need/want/not air; no/not breath/breathe; need to/help breathe/breathing; not
        ?getting enough air/oxygen; not getting ?any air/oxygen; not breathing
        ?well/right/properly/normally/good; stopped/stop breathing; need ?my/more oxygen; asthma attack/attacks;
        wheezing/wheezy; suffocating/suffocate; gasping; throat is/was/feels ?all
        closing/swelling/swollen/closed/tight ?up; throat closing/swelling ?up; lips are/is/turning blue;
        turning/going blue; breathe/breath no; can not get ?my breath; breathing hurts""",
    "choking": """
        choking/choke/chokes/chocking/choaking; choked; stuck/caught/lodged in ?my/his/her/the throat; throat is
        blocked/stuck; can not swallow; down the wrong way; something ?stuck in ?my throat; food ?is stuck;
        stuck in throat""",
    "fell_down": """
        fell/fallen/falling/fall/falls ?down/over/off/out; slipped/slip; tripped; took/had/taken a ?bad/nasty
        fall/tumble; am on ?the floor/ground; i on ?the floor/ground; stuck/lying/laying/left on ?the
        floor/ground; hit the floor/ground; feel down the stairs/steps; fell/feel of/off the bed/chair/sofa;
        dropped me; knocked me over/down; fel ?down/over; toppled ?over; rolled/slid/slipped/dropped out/off ?of
        ?my/the bed/chair/wheelchair/sofa/couch; landed on the floor/ground; mom/dad/grandma/grandpa/he/she ?is
        on the floor""",
    "cannot_get_up": """
        can not get/stand/sit ?back/myself up; unable to get/stand up; can not get off ?of the floor/ground; not
        able to get/stand up; stuck on the toilet/floor/stairs; get me up from/off the floor""",
    "strong_chest": """
        chest/heart is/feels ?so/very/really tight/heavy/burning/crushed/hurting; chest
        tightness/pressure/pain/pains; tight/tightness/pressure/squeezing/heaviness/weight/elephant in/on/around
        my/the chest; tight chest; heart pain/pains; chest/heart feels/is ?very
        funny/weird/strange/bad/wrong/odd""",
    "unbearable": """
        unbearable/excruciating/agony/agonizing/agonising; severe/extreme/intense/crushing/awful/horrible
        pain/pains; worst pain/headache/ache; can not take/stand/bear/handle/endure it/this/the/that ?pain
        ?anymore/any ?more; 10/ten out of 10/ten; pain is/level/number 10/ten; so much pain; screaming in/with
        pain; killing me; terrible pain/pains""",
    "bleeding": "bleeding/bleed/bleeds/bled/blooding/bleedin; blood/bloody; hemorrhage/haemorrhage/hemorrhaging",
    "burned": """
        burned/burnt/burns/burn/scalded/scald myself/me/my; got burned/burnt/scalded; burned/burnt/scalded; am
        burning""",
    "injury": """
        cut myself; cut my hand/finger/arm/leg/foot/head/face/wrist/thumb; deep/bad cut;
        hit/banged/bumped/knocked/hurt my head; head injury; electric shock; electrocuted; got a/an shock;
        been/got/was stabbed/shot; stabbed/shot me; broke/fractured/dislocated my; my
        arm/leg/hip/wrist/ankle/bone/neck/back/foot/hand/finger/rib is/are broken/fractured; broken
        arm/leg/hip/wrist/ankle/bone/neck/back/foot/hand/finger/rib; bone is sticking out; badly/seriously
        hurt/injured; sliced my; twisted/sprained my; arm/leg/hip/wrist/ankle/foot/hand/finger looks broken""",
    "fire": """
        fire/flames; on fire; house/kitchen/room/building/bed/curtain/oven is burning; smoke ?is
        everywhere/inside/in; smell/see/lots ?of gas/smoke/burning; gas leak; something is burning; is smoke""",
    "fainting": """
        faint/fainting/fainted; pass/passed/passing out; black/blacked/blacking out; unconscious/unresponsive;
        collapsed; will/would not wake ?up; not waking up; can not wake him/her/them/mom/dad ?up; losing/lost
        consciousness; is not responding/moving""",
    "seizure": "seizure/seizures/convulsion/convulsions/convulsing/siezure/seisure; having/had a fit; epileptic attack",
    "stroke": """
        heart attack/attacks; cardiac arrest; heart stopped/stopping; stroke/strokes; face ?is
        droopy/drooping/numb/dropping; can not move ?my/the/one/this/any/a/at; can not feel
        my/half/one/anything; side of my body/face ?is/feels numb/weak; am/is paralysed/paralyzed;
        slurring/slurred; can not see anything; suddenly can not see/talk/speak/move; gone blind; can not speak
        suddenly; can not speak/talk and; and i can not speak/talk/move""",
    "poison": """
        overdose/overdosed/overdosing; too many pills/tablets/meds/medicines; too much
        medicine/insulin/medication/morphine; poison/poisoned/poisoning; swallowed/drank/ate/drunk
        ?some/a/the/something bleach/battery/poison/detergent/coin/glass/magnet; swallowed something; took the
        wrong/all ?my pills/medicine/tablets/medication; drank something bad/dangerous/wrong; poisonous/toxic;
        pills/medicine/tablets/medication twice""",
    "allergic_reaction": """
        allergic reaction; anaphylaxis/anaphylactic; need/use my epipen; epipen; my/the
        tongue/face/lips/mouth/eyes/throat is/are ?all/so swelling/swollen/swelled; stung ?me and i am/have
        allergic; am allergic to what/it/this and; bad reaction; and i am/have allergic/allergies""",
    "low_sugar": """
        sugar is ?very/too/so/really low/high; hypo/hypoglycemia; low ?blood sugar; sugar
        dropped/crashed/low/high; low sugar""",
    "dying": "dying; going/about to die; am/i might die; might die; drowning/drown/drowned; not going to make it",
    "someone_hurts_me": """
        hurting/hitting/hits/beating/beats/abusing/abuses/attacking/raped/strangling/kicking/punching me/us;
        hit/hurt/beat/abused/attacked/kicked/punched/slapped/pushed/raped/touched me; being/was
        hurt/abused/beaten/attacked/hit; rough with me; abuse/abused;
        hurts/slaps/kicks/touches/threatens/threatened me; touched my private/privates; keeps
        hurting/hitting/touching me; touching/touches me; he/she/they hits/hit/beats; scared/afraid of
        him/her/them; hurts/hit people""",
    "not_safe": """
        not ?feel/feeling safe; unsafe; someone/somebody/stranger/burglar/man/intruder is ?here in the/my
        house/room; stranger in the/my room/house; broke/breaking in; intruder/burglar; has/got a/the knife/gun;
        with a/the knife/gun; have a gun; gun; following me; locked in/me/out; trapped; stuck and can not; can
        not get out; police; being followed; threatening me; kidnapped""",
    "lost": "am/is/are/got lost; lost; not know where i am; where am i; can not find my way ?home/back",
    "self_harm": """
        want/going to die; kill myself; hurt/harm/cut myself on purpose; want/going to hurt/harm/cut myself;
        suicide/suicidal; not want to live/exist/wake ?up; not want to be alive; end my life; end it all; better
        off dead; wish i was/were dead; do not want to be here anymore; want to end it""",
}

# Neither alone is an alarm; together they are.
LIFE_SUPPORT: dict[str, str] = {
    "life_support": """
        ventilator/vent/respirator/oxygen/trach/tracheostomy; feeding/breathing/oxygen/my/the tube; bipap/cpap;
        pacemaker""",
    "fault": """
        stopped ?working; alarm ?is/are/going;
        beeping/beeps/leaking/leaks/blocked/clogged/empty/disconnected/unplugged/broken; ran/running/run out;
        came/come/fell/pulled out; is off/out; not/stopped working; turned/went off; low; fell off; no power;
        came/come/fallen off""",
}

# Wordings that only sound like an alarm. Matched longest first, they keep the alarm words inside them from being heard.
HARMLESS: dict[str, str] = {
    "ask_you": """
        what is an emergency; how do i call an/the ambulance; how to call/get an/the ambulance/help;
        can/may/could i help ?you""",
    "thank_for": "thank/thanks ?you ?so ?much for ?all ?your/the help; for your help",
    "hungry": "dying of hunger",
    "plain": """
        fell/fall/falling/fallen ?sound/fast asleep; fell/fall/falling/fallen ?back in love; fall/falls/fell
        apart/behind/for; love/like/loves/likes/enjoy fall; in the fall; fall colors/leaves/season;
        leaves/rain/snow/prices fall/falls/falling/fell; snow/rain is falling; falling leaves/stars; falling
        star; help yourself; big/great/good/much/such/some/a help; helps; let me help; i
        can/could/will/want/like/love/would/to help; i like/want/love to help; would like to help;
        want/like/love/loves to help; want to help you; help you/him/her/them; can not help it/laughing; so help
        me god; helps me; help others/people; word help; spell help; say help; help desk/page/center/menu;
        breathe in/out/deep/deeply; breathe fresh/the air/fresh; breathe fresh air; deep breath/breaths; take a
        breath/breather; blood work/test/tests/pressure/type/sample/bank/orange/oranges/donor/group; blood
        ?pressure is good/normal/fine; like blood; blood red; red blood cell/cells; give/donate/donated blood;
        took ?my blood; fire
        works/truck/trucks/engine/engines/station/stations/fighter/fighters/place/drill/wire/man/pit/alarm/
        fly/flies; camp/bonfire fire; you are fired; by the fire; nice/warm/cozy fire; candle is burning; light
        the fire; stroke the/my/a dog/cat/horse/rabbit; stroke my hair; heat stroke; stroke order; dying to;
        dying of laughter/laughing; dying for a/some; die laughing; dying laughing; to die for; dead
        tired/battery; died laughing; joke killed me; killing time; kill time; dyed; emergency
        exit/exits/contact/contacts/button/number/numbers/room/kit/plan/brake; in an/case/any emergency; in case
        of emergency; toy/game/play ambulance; ambulance toy/game/song; game has an ambulance; police
        show/car/cars/station/officer/man/dog/movie/story; like ?the police; police are nice/good; treasure
        chest; chest of drawers; chest freezer; heart of gold; chest is big; love heart; heart shaped; with all
        my heart; cut the/some paper/cake/bread/string/grass; cut my hair/food/meat/toast; cut it out; broke
        my/the toy/pencil/phone/cup/glass/tablet/pen/glasses/promise/record; burns calories; burn calories; sun
        burn cream; lost my/the/our/his/her; lost a/an tooth/game/match/sock/shoe/toy/bet; we lost; lost
        weight/property; lost the; knife and fork; fork and knife; butter/bread knife; water/toy/nerf gun; gun
        game; shot put; screen shot; flu shot; hit song/me up; hit the ball; slipped my mind; slip on my; trip
        over; choked up; choke on laughter; half asleep; nobody/noone broke in; escape room; poison ivy; smoke
        signal; low battery; video vent; stuck on this; hurry up and wait; power went off; phone/radio/tv is
        broken; dying/die of boredom/heat/cold/thirst/shame/embarrassment; police
        came/comes/come/officer/officers; be a police; lost in this/the/a/my book/thought/game/story/music; can
        not move the/this/my chair/table/wheelchair/sofa/box/door/cup/bed; air conditioning/con/conditioner;
        save me/us a/some/the; about ambulances/fires/fire/falls/police/strokes; low sugar
        juice/drink/food/diet/yogurt/biscuits; stroke of luck/genius; fire safety; hits/hit the
        ball/drum/target; see ?you smoke on; for help in the story; am lost in this/the/a/my
        book/thought/game/story/music; need ?some/the/more air conditioning/con; he/she/they hits/hit the
        ball/drum/target; can we hurry up""",
}
