"""English wordings of talk, feeling, question and time; the pattern is that of `alarms`."""

CONVERSATION: dict[str, str] = {
    "i_am_here": "am here; i here; here i am; am ?right/over/still/at/already here/home; present",
    "yes": """
        yes/yeah/yep/yup/ya/ok/okay/sure/correct/right/yea/aye/absolutely/definitely/exactly; of course; uh huh;
        thats right; that is right/correct/true; i agree; sounds good; good idea""",
    "no": "no/nope/nah/never/nay; no way; not now/yet; not really; that is wrong/not; i disagree; uh uh",
    "no_thank_you": "no thank you/u; no thanks; no thx",
    "please": "please/pls/plz/pleas; if you can/could/please/would/will/like; if possible; kindly",
    "hello": "hello/hi/hey/hiya/howdy/helo; hey/hi/hello there; nice to meet you; greetings",
    "goodbye": """
        goodbye/bye; good bye; bye bye; see you/ya later/soon/tomorrow/then/monday; have a nice/good day; take
        care""",
    "good_morning": "good morning/afternoon/evening/day; happy birthday/christmas; merry christmas",
    "good_night": "good night; night night; goodnight; sweet dreams; sleep well",
    "thank_for": "thank/thanks ?you ?so ?much ?mom ?nurse for",
    "thank_you": """
        thank/thanks ?you for coming/visiting/staying/calling/listening/waiting/everything;
        thank/thanks/thankyou/thx/ty/thanx/cheers ?you; grateful; appreciate it/that; appreciate""",
    "sorry": """
        sorry/apologies/apologize/apologise; my apologies/bad; not mean ?to/it; excuse/forgive me;
        pardon/forgive me; oops""",
    "i_love_you": "love you/u; i love mom/dad/my/mum; love ya; you are the best; care about you",
    "i_miss_you": "miss you/u; i miss; missing you",
    "happy": "happy/glad/cheerful/joyful/content; good mood; feel/feeling good/great/happy",
    "sad": "sad/unhappy/upset/blue/crying/cry/depressed/heartbroken/down",
    "angry": "angry/mad/furious/annoyed/cross/grumpy",
    "bored": "bored/boring",
    "lonely": "lonely/alone",
    "excited": "excited/thrilled; looking forward; can not wait",
    "nervous": "nervous/stressed/tense",
    "frustrated": "frustrated/frustrating; fed up",
    "proud": "proud",
    "surprised": "surprised/shocked/wow",
    "confused": "confused/confusing",
    "calm": "calm/relaxed/peaceful",
    "embarrassed": "embarrassed/ashamed/shy",
    "scared": "scared/afraid/frightened/terrified/scary/fear/scares; panic/panicking; panic attack; anxious/anxiety",
    "worried": "worried/worry",
    "dont_like": "not like/love/enjoy; dislike/hate/hates/yuck/yucky/disgusting/gross",
    "dont_want": """
        not want/wanna/wish; no more/want; not hungry/thirsty/tired/sleepy/cold/hot; not need; not feel like; i
        am full; full; refuse""",
    "fine": """
        fine/alright; am/feel/feeling/all/are fine/ok/okay/alright/good/safe/well/great; is
        fine/ok/okay/alright; all good/right; no problem/worries; okay now; breathe/breathing
        fine/ok/okay/well/again/normally/good; everything is ok/okay/fine/good""",
    "better": "better; feel/feeling ?much/a better; much better; recovered",
    "cancel": """
        false alarm; never mind; nevermind; by mistake/accident; pressed it by; ignore that/this; forget it;
        cancel ?that/it; no need; wrong button; just kidding; just joking; only a test; this is a test; testing""",
    "i_dont_understand": """
        not understand/get/follow ?it/you/that; huh; pardon; what ?did you say; confusing; say what; not clear""",
    "i_dont_know": "not know/sure ?yet; no idea; dunno; idk",
    "say_it_again": "say ?it/that again; repeat ?it/that/please; one more time; come again; repeat",
    "slow_down": "slow down; slower; slowly; too fast; speak/talk slower/louder/up/slowly",
    "i_have_something_to_say": """
        have something to say; something to tell you; want to say/tell/speak; want to say something; let me
        finish/speak/talk/say; listen to me; give me ?more/some time; not finished ?talking; my turn to talk;
        need more time""",
    "joke": "that is/was ?so/very funny; funny; haha/lol/hahaha; joke/jokes/joking; hilarious",
    "my_turn": "my turn",
    "finished": "finished/done; all/i/am done; all finished; the end; over; complete",
    "what": "what/whats/wat",
    "who": "who/whos/whose/whom",
    "where": "where/wheres",
    "when": "when/whens",
    "why": "why/whys",
    "how": "how/hows",
    "how_much": "how much/many",
    "which": "which",
    "now": "now/immediately/still/currently; right now; this minute",
    "quick": "quick/quickly/fast/hurry; right away",
    "today": "today/tonight; this morning/afternoon/evening",
    "tomorrow": "tomorrow/tommorow/tomorow; next week/month/year/day/time",
    "later": "later/soon/afterwards",
    "long_ago": """
        yesterday; last
        week/month/year/summer/winter/spring/autumn/time/monday/tuesday/wednesday/thursday/friday/saturday/
        sunday/christmas; days/weeks/months/years/year/week/month/long/ages ago; when i was/were ?a ?very
        little/young/small/child/kid/baby/boy/girl/younger/at; when we/they/he/she was/were; used to; once upon
        a time; as a child/kid; in the past; back then; a long time ago; before i moved; in
        19/20/2019/2020/2021/2022/2023/2024; the other day""",
    "told": """
        in the/a/this/my/that movie/film/book/story/show/game/cartoon/series/song/dream/video/news; on
        tv/television/youtube/netflix; on the tv/television/news/radio/internet;
        movie/film/book/story/song/show/documentary/video/program/cartoon/poem/article about/of/with/where;
        watched a/the; read a/the/about; saw a/an/the movie/film/show; dreamed/dreamt/nightmare; had a
        dream/nightmare; my dream; dream about; the word; spell; pretend/pretending/imagine/imagined; character;
        the song; my game; playing doctor""",
    "what_if": "what if; and if",
    "suppose": """
        if; in case; unless; suppose; would i; imagine if; even if; whenever; so that i; be careful not to;
        careful; fear/afraid/scared/worried/worry of/about; prevent/avoid""",
    "badly": "badly/bad/seriously; a lot; very much; so much; too much; really bad; terrible/terribly",
    "a_lot": "lots/lot/much/loads/plenty; a lot; very much; so much",
    "a_little": "little/bit/slightly; a little/bit",
    "very": "very/so/really/extremely/too/super",
    "done_past": """
        went/was/were/ate/played/saw/watched/did/had/took/made/bought/gave/got/came/said/told/found/helped/
        finished/met/visited""",
}
