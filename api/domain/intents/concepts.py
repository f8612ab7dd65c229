"""Which meanings belong together. A concept is named by a vocabulary id where there is one, in every language alike."""

from api.domain.intents.word_set import word_set

BREATHING = word_set("cannot_breathe choking")
FALL = word_set("fell_down cannot_get_up")
EMERGENCY = word_set(
    """
    emergency call_emergency call_ambulance fire fainting seizure stroke poison allergic_reaction low_sugar dying numb
    breathing_machine
    """
)
INJURY = word_set("bleeding burned injury cut")
SAFETY = word_set("someone_hurts_me not_safe lost self_harm")
GREAT_PAIN = word_set("chest_pain strong_chest unbearable")
CALLS = word_set("help urgent come_quickly")
ALARMS = BREATHING | FALL | EMERGENCY | INJURY | SAFETY | GREAT_PAIN | CALLS

# Pressed alone or among any others, and not denied, one of these is always urgent.
URGENT_SYMBOLS = word_set(
    """
    emergency cannot_breathe choking fell_down cannot_get_up chest_pain bleeding burned fainting seizure
    allergic_reaction poison fire call_ambulance call_emergency someone_hurts_me not_safe lost breathing_machine
    come_quickly numb cut
    """
)
# What happened once is over; what cannot be told in hindsight stays an alarm.
NEVER_PAST = word_set(
    """
    urgent come_quickly cannot_breathe cannot_get_up fire dying emergency call_emergency call_ambulance
    breathing_machine not_safe self_harm
    """
)

HURTING = word_set("pain hurt_here pain_little pain_strong")
BODY = word_set(
    """
    head face eye ear nose mouth tooth tongue throat neck shoulder arm elbow hand finger chest back stomach hip leg
    knee foot skin heart bottom private_parts
    """
)
UNWELL = word_set(
    """
    sick dizzy nausea vomit fever cough itchy weak cold_illness diarrhoea constipated worse allergy palpitations
    something_wrong
    """
)
TOILET = word_set("toilet pee poop")
DRINK = word_set("water milk juice tea coffee hot_chocolate soda smoothie straw cup drink thirsty")
FOOD = word_set(
    """
    food breakfast lunch dinner snack bread sandwich rice pasta soup salad egg cheese chicken meat fish pizza
    hamburger potatoes vegetables fruit apple banana orange strawberries yogurt ice_cream cake biscuit sweets salt
    sugar spoon fork plate eat hungry
    """
)
MEDICINE = word_set("medicine inhaler bandage injection")
REST = word_set("tired sleepy sleep bed rest go_to_bed lie_down")
COMFORT = word_set(
    """
    cold hot uncomfortable blanket pillow turn_me sit_me_up quiet too_bright fresh_air a_break a_hug glasses
    hearing_aid wheelchair walker tissue space privacy fan heating hoist
    """
)
CARE = word_set(
    """
    wash shower bath brush_teeth brush_hair wash_hands shave haircut get_dressed change_clothes change_pad period
    cut_nails towel
    """
)
CLOTHES = word_set("coat shoes socks trousers shirt hat clothes")
PEOPLE = word_set(
    """
    mom dad brother sister grandma grandpa wife husband son daughter baby family friend caregiver nurse doctor
    therapist teacher neighbour police everyone someone
    """
)
CARERS = word_set("mom dad nurse doctor caregiver grandma grandpa")
THINGS = word_set(
    """
    television phone computer tablet remote radio music light charger camera video internet headphones switch book
    game toy ball money keys bag window door car bus dog cat photo paper pen homework appointment physio haircut
    """
)
PLACES = word_set(
    """
    home bedroom kitchen living_room garden outside inside school workplace hospital pharmacy shop supermarket
    restaurant park beach swimming_pool cinema church library day_centre stairs
    """
)
DOING = word_set(
    """
    go look see listen hear talk tell sit stand walk run play read write draw sing dance work make open close put take
    give bring buy pay turn_on turn_off show move visit find choose carry help_with exercise get_up
    """
)
ASKING_FOR = word_set("want need please more again can_you give bring that_one something_else call")
CALLING = word_set("call_caregiver i_need_you come stay")
FEELING = word_set(
    """
    happy sad angry bored lonely excited calm confused embarrassed frustrated proud surprised nervous worried scared
    """
)
GOOD = word_set("fine better cancel call_off")
QUESTION_WORDS = word_set("what who where when why how how_much which question what_if")
WHOLE_QUESTIONS = word_set("what_is_this what_time how_are_you are_you_there ask_you")
CLARIFYING = word_set("i_dont_understand i_dont_know say_it_again slow_down i_have_something_to_say")
STOPPING = word_set("stop wait leave_me_alone")
REFUSING = word_set("dont_want dont_like no_thank_you")
GREETING = word_set("hello goodbye good_morning good_night happy_birthday congratulations")
QUALITIES = word_set(
    """
    good bad big small fast slow new old clean dirty wet dry loud soft hard heavy warm icy beautiful funny easy
    difficult delicious full empty red orange_colour yellow green blue purple pink brown black white grey same
    different
    """
)
TELLING = QUALITIES | word_set(
    "like done_past have lose broken yesterday finished birthday tomorrow today befell plain"
)

# Things that help can be asked with, at leisure.
CAN_WAIT = (
    TOILET
    | DRINK
    | FOOD
    | REST
    | COMFORT
    | CARE
    | CLOTHES
    | THINGS
    | DOING
    | (MEDICINE - {"inhaler"})
    | {"broken", "charger"}
) - {"go", "see", "hear", "take", "hoist"}
LIFELESS = CLOTHES | THINGS | FOOD | DRINK | COMFORT | {"broken", "medicine", "floor"}
# «no» is a word and an answer: pressed right before one of these it denies, before anything graver it only answers.
NO_DENIES = HURTING | UNWELL | FOOD | DRINK | FEELING
