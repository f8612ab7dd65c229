"""English wordings of what a person needs, asks for and does; the pattern is that of `alarms`."""

NEEDS: dict[str, str] = {
    "pain": """
        pain/pains/painful; hurt/hurts/hurting/hurted; ache/aches/aching/achy; sore; ouch/ow/oww/owie;
        sting/stings/stinging; throbbing/throbs; cramp/cramps; headache/migraine; toothache; stomachache;
        tummyache; earache; backache; burning; stomach/tummy ache; hurt here; pain here""",
    "sick": """
        sick; ill; unwell; not feel/feeling ?very/so/too well/good/right/great; feel/feeling
        bad/awful/terrible/rough/funny/poorly; poorly; feverish; not well""",
    "dizzy": "dizzy/dizziness; room is spinning; lightheaded; light headed; head is spinning",
    "nausea": "nausea/nauseous/queasy; throw/throwing/throws up; going to be sick; puke/vomit/barf",
    "vomit": "threw/thrown up; vomited/puked; was sick; been sick; vomiting/puking",
    "fever": "fever/temperature; burning up; shivering/chills",
    "cough": "cough/coughing/coughs",
    "itchy": "itchy/itch/itches/itching/rash",
    "weak": "weak/weakness; no strength/energy",
    "cold_illness": "a/have/got/caught/bad cold; runny nose; nose is running/runny/blocked/stuffy; flu; sneezing",
    "diarrhoea": "diarrhea/diarrhoea; the runs",
    "constipated": "constipated/constipation; can not poop",
    "worse": "worse; getting/feel/feeling worse",
    "palpitations": "heart is ?beating/going racing/pounding/fast; heart racing/pounding",
    "toilet": """
        toilet/toilets/bathroom/restroom/washroom/loo/wc/potty/bedpan/commode/urinal/tolet/toliet/lavatory;
        use/go potty; nature calls; wet myself; had an accident; soiled myself; need/have/got to go
        now/bad/badly""",
    "pee": "pee/wee/peepee/piss/urinate; number one",
    "poop": "poop/poo/poopoo/poops; number two",
    "water": "water/watter",
    "drink": "drink/drinks; sip; glass of; cup of; beverage; something to drink; mouth is ?so/very dry; dry mouth",
    "thirsty": "thirsty/thirst/parched/thristy",
    "tea": "tea; cup of tea",
    "juice": "juice/lemonade/squash; orange/apple juice",
    "soda": "soda/coke/cola/pepsi/pop",
    "food": "food/meal/lunch/dinner/breakfast/supper/toast/cereal/chips/fries/crisps; something to eat; bite to eat",
    "eat": "eat/eating; feed me",
    "hungry": "hungry/hunger/starving/hungary/starved/peckish; tummy is rumbling/empty",
    "biscuit": "biscuit/biscuits/cookie/cookies/cracker/crackers",
    "sweets": "sweets/candy/candies/chocolate",
    "more": "more; another/seconds",
    "medicine": """
        not had/taken/got/taking my medicine/medication/pills/tablets/meds/insulin;
        medicine/medicines/medication/medications/meds/pill/pills/tablets/painkiller/painkillers/
        paracetamol/ibuprofen/tylenol/aspirin/insulin/antibiotic/antibiotics/drops; nasal spray; my/the dose;
        something for the pain""",
    "inhaler": "inhaler/puffer",
    "tired": "tired/exhausted/worn; worn out; dead tired",
    "sleepy": "sleepy/drowsy",
    "sleep": "sleep/sleeping; nap; can not sleep; lie/lay down",
    "bed": "bed/bedtime; to/in bed",
    "rest": "rest; need/want/take a rest",
    "cold": "cold/freezing/chilly",
    "hot": "hot/sweating/boiling/sweaty",
    "uncomfortable": """
        uncomfortable/uncomfy; not comfortable; move/lift/raise/lower my; adjust/fix my; scratch my; in a bad
        position""",
    "turn_me": "turn/roll/flip me ?over; turn over; move me; reposition me; change my position",
    "sit_me_up": "sit/prop/raise/lift me ?up; sit up",
    "quiet": "too loud/noisy; noisy; quiet please; be quiet; keep it down; turn it down; noise",
    "too_bright": "too bright/dark; light/sun is ?too/so/very bright; in my eyes",
    "fresh_air": "fresh air",
    "a_break": "a/need/want break; take a break",
    "a_hug": "hug/hugs/cuddle/cuddles",
    "glasses": "glasses/spectacles",
    "wheelchair": "wheelchair/wheel chair",
    "wash": "wash/washed/washing; clean me; wipe me; wipe my",
    "shower": "shower/showers",
    "bath": "bath/baths; bed bath",
    "brush_teeth": "brush/clean my/your teeth; brush teeth; teeth brushed; toothbrush",
    "brush_hair": "brush/comb/do/dry my hair; brush hair",
    "change_clothes": """
        change my clothes/shirt/trousers/pants/sheets/top; clean
        shirt/clothes/pants/underwear/trousers/sheets/pyjamas/socks; change me; change clothes; put on my; take
        off my; put my; fresh clothes""",
    "get_dressed": "get/getting dressed; dress me; dressed/undressed; get undressed",
    "change_pad": "diaper/diapers/nappy/pad/pads; change my pad/diaper/nappy; incontinence",
    "cut_nails": "cut/trim/clip my nails/toenails; nails",
    "shave": "shave/shaved/shaving",
    "period": "my period; on my period; tampon/tampons; sanitary towel",
    "i_need_you": "need you/u; want you/u; need/want ?some company; need mom/dad/mommy/daddy/mum/somebody/someone",
    "come": "come ?over/here/back/now; get over here; come to me; come and see me",
    "stay": """
        stay with me; stay here; do not leave/go ?me/alone ?alone; not leave me alone; sit with me; be with me;
        keep me company""",
    "call": "call/get/fetch/phone/ring/text/tell/page ?for",
    "mom": "mom/mum/mommy/mummy/mama/mother",
    "dad": "dad/daddy/papa/father",
    "grandma": "grandma/granny/nana/grandmother/nan",
    "grandpa": "grandpa/granddad/grandfather/grandad",
    "nurse": "nurse/nurses/aide/carer/carers/assistant",
    "caregiver": "caregiver/caregivers/helper/attendant",
    "doctor": "doctor/doctors/dr/gp",
    "something_wrong": "something is/feels wrong/bad; somethings wrong; not right; something bad",
    "stop": """
        stop/enough/quit/dont/halt; stop it/that; cut it out; no more please; that is enough; hands off; get
        off; not touch""",
    "wait": "wait/hold; hold on; one/a/just moment/minute/second/sec; wait please",
    "leave_me_alone": """
        leave me alone; go away; get out; let go; let me go; back off; not touch me/my; not do that/it/this;
        leave me be; let me be; get off me; put me down""",
    "want": """
        want/wants/wanna; would like/love; like/love some/a/to; let/lets us; lets; can/could/may/shall i/we;
        can/could i/we have/get; fancy""",
    "can_you": "can/could/will/would you; can/could/will/would someone/somebody/anybody/anyone/mom",
    "need": "need/needs/require; have/got to; must",
    "like": "like/likes; love/loves; enjoy/enjoys; favourite/favorite; prefer",
    "television": "tv/tele/telly/television/movie/cartoon/cartoons/film/show/netflix/youtube",
    "turn_on": "turn/switch/put on; turn up",
    "turn_off": "turn/switch off; turn down; off",
    "charger": "charge/charger/battery/charging",
    "phone": "phone/mobile/cell/iphone/cellphone",
    "tablet": "tablet/ipad/device/talker",
    "computer": "computer/laptop/pc",
    "go": "go/going/leave; get out of; go for; take me; bring me to",
    "walk": "walk/walking; go for a walk",
    "swimming_pool": "swim/swimming/pool",
    "outside": "outside/outdoors/out",
    "home": "home; my house",
    "play": "play/playing",
    "give": "give/gimme/pass/hand; give/get/bring/pass/hand me; may i have",
    "open": "open; open up",
    "choose": "choose/pick/decide/select",
    "find": "find/search/looking/locate; look for; looking for; can not find",
    "read": "read/reading",
    "carry": "carry/hold/lift/push",
    "homework": """
        work/homework/puzzle/jar/letter/lid/bottle/box/zip/zipper/button/buttons/buckle/laces/project/game/
        message/email/math/maths/reading/writing/cooking/dishes/laundry/shopping/cleaning/garden/form""",
    "again": "again; once more; one more",
    "that_one": "that/this one",
    "something": "something; something else",
    "broken": "broken/broke/cracked/dead; not work; not working",
}

# Other words for what the vocabulary names.
OTHER_NAMES: dict[str, str] = {
    "tooth": "teeth",
    "foot": "feet/toe/toes",
    "stomach": "belly/tummy/stomac/guts",
    "eye": "eyes",
    "bottom": "bum/butt",
    "leg": "ankle/calf",
    "private_parts": "privates",
    "chest": "chets/breast",
    "heart": "hart",
    "head": "hed",
    "floor": "ground",
    "son": "kid",
    "shop": "store",
    "photo": "picture/pictures",
    "brush_hair": "hair",
    "game": "games",
    "dog": "puppy",
    "bag": "purse",
    "trousers": "pants/jeans",
    "icy": "icy",
    "living_room": "lounge",
    "good": "nice/great/lovely/cool/awesome",
    "delicious": "tasty/yummy",
    "bad": "bad",
    "lose": "lost/losing",
    "have": "has/having",
    "birthday": "birthday",
    "broken": "dead",
    "appointment": "therapy",
    "hand": "wrist/thumb",
    "back": "spine",
    "chicken": "turkey",
    "meat": "beef/ham/bacon",
    "question": "question",
}
