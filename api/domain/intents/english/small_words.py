"""Small English words that change what the others mean."""

from api.domain.intents.word_set import word_set

CONTRACTIONS: dict[str, str] = {
    "im": "i am",
    "ive": "i have",
    "id": "i would",
    "i'll": "i will",
    "youre": "you are",
    "hes": "he is",
    "shes": "she is",
    "its": "it is",
    "theyre": "they are",
    "weve": "we have",
    "thats": "that is",
    "theres": "there is",
    "cant": "can not",
    "cannot": "can not",
    "couldnt": "could not",
    "wont": "will not",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "wouldnt": "would not",
    "shouldnt": "should not",
    "havent": "have not",
    "hasnt": "has not",
    "hadnt": "had not",
    "aint": "am not",
    "gonna": "going to",
    "gotta": "have to",
    "wanna": "want to",
    "whats": "what is",
    "wheres": "where is",
    "whos": "who is",
    "hows": "how is",
    "whens": "when is",
    "somethings": "something is",
    "noones": "nobody is",
    "u": "you",
    "r": "are",
    "ur": "your",
    "cnt": "can not",
    "dnt": "do not",
    "moms": "mom is",
    "dads": "dad is",
    "everythings": "everything is",
    "heres": "here is",
    "lets": "let us",
    "iam": "i am",
}

# Pictographs typed instead of a word.
PICTOGRAPHS = {
    "🆘": "help",
    "🚨": "emergency",
    "🚑": "ambulance",
    "🩸": "bleeding",
    "🔥": "fire",
    "👍": "yes",
    "👎": "no",
}

NEGATORS = word_set("""
    hardly neither never no nobody none noone nor not nothing without
    """)

# Words that a negation reaches across. Anything else ends it: when in doubt, the alarm counts.
LIGHT = word_set("""
    a actually all am an any anymore are at be been being call did do does even feel feeling feels for get getting
    going got had has have having he her his hurt hurting i in is it like longer me more much my need of on one really
    require she so some such that the their there they this to too very want was were with you your
    """)

# «no, I fell»: before one of these, “no” is an answer and denies nothing.
SUBJECTS = word_set("""
    dad he i mom my please she they we
    """)

OTHER_SUBJECTS = word_set("""
    it you your
    """)

# Words that begin a question when another subject follows.
ASKING = word_set("""
    am are can could did do does had has have is may shall should was were will would
    """)

# Words that put what happened into the past.
PAST = word_set("""
    bled broke burned burnt called choked could cut did drank fainted fall fallen falling fell felt got had hit hurt
    lost needed slipped swallowed took tripped used was went were
    """)

# Words that bring it back into the present.
RECENT = word_set("""
    again currently now still today tonight
    """)

# Everyday words that a misspelt alarm must not be read into.
PLAIN = word_set("""
    able about after alone also any apple away baby bake ball because been before bell berry best better bike blond
    bloom book bottle boys brain bread breed bunny butter cable cake call came carry cast cat chain chair cheap cheat
    cheese chess chose close cloth cook cool could day dirty dog door eight every fair fare fast feel felt fight file
    fill find fine fire five flood floor food foot forty four friday from full funny game girl give good hair hall
    hand happy have heal heap heel height held hell hello high hike home honey horse hour house hurry january just
    kest kettle kind lake land last later letter light like list little live look lost love make many matter middle
    might mind mine mister monday money mood moon mouse name nest never night noon nose only other ours over pain
    paint pair paper park party past penny phone plain play pool post pretty puppy rain rest right room rose sam same
    sand saturday say school sell should sight sister smart some soon sorry spoon spring stand start state stay stone
    stood store story student summer sunday sunny table take tall tell test than that their them then there these they
    thirty this those thursday tight time today took tool train tuesday twenty under vary very wall water way
    wednesday weight well went were west wheel where while will wind winter with wood wool word work world would your
    """)
