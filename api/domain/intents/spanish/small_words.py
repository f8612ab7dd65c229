"""Small Spanish words that change what the others mean."""

from api.domain.intents.word_set import word_set

CONTRACTIONS: dict[str, str] = {
    "sí": "sip",
    "síp": "sip",
    "q": "que",
    "x": "por",
    "xq": "por que",
    "tb": "tambien",
    "pa": "para",
    "toy": "estoy",
    "ta": "esta",
    "nesecito": "necesito",
    "nesesito": "necesito",
    "necesitoo": "necesito",
    "kiero": "quiero",
    "qiero": "quiero",
    "porfavor": "por favor",
    "porfa": "por favor",
    "tengoo": "tengo",
    "al": "al",
    "nececito": "necesito",
    "estoi": "estoy",
    "aki": "aqui",
    "aca": "aca",
}

# Pictographs typed instead of a word.
PICTOGRAPHS = {
    "🆘": "ayuda",
    "🚨": "emergencia",
    "🚑": "ambulancia",
    "🩸": "sangre",
    "🔥": "fuego",
    "👍": "vale",
    "👎": "no",
}

NEGATORS = word_set("""
    jamas nada nadie ni ningun ninguna no nunca sin tampoco
    """)

# Words that a negation reaches across. Anything else ends it: when in doubt, the alarm counts.
LIGHT = word_set("""
    a ahora al con de del el en era es eso esta estado estan estar esto estoy falta fue ha hace hacen haces hay he hoy
    la las le llamad llamar llame llamen llames lo los mas me mi mucha mucho muy necesita necesitamos necesito
    nesesito ningun ninguna para por que quiero se sentido ser siento su tanto te tengo tenido tiene tu un una unas
    unos va vas voy ya
    """)

# «no, I fell»: before one of these, “no” is an answer and denies nothing.
SUBJECTS = word_set("""
    el ella mama papa por yo
    """)

# Words that begin a question when another subject follows.
ASKING = word_set("""

    """)

# Words that put what happened into the past.
PAST = word_set("""
    ahogaba ahogue atragante bebi cai caia caido cayo cortado corte desmaye desmayo dolia dolio era estaba fue fui
    golpee habia hizo hubo llamamos llame necesite pegaron pego perdi perdido perdio quemado queme quemo resbale rompi
    rompio roto sangraba sangre sangro tenia tome trague tropece tuve
    """)

NEEDED = word_set("""
    necesitaba necesite pedi pidio
    """)

# Words that bring it back into the present.
RECENT = word_set("""
    ahora aun hoy sigo sigue siguen todavia
    """)

# Everyday words that a misspelt alarm must not be read into.
PLAIN = word_set("""
    coger cojo coge
    ahi algo alguien alli ano aqui beso bien boca bonito bota botones bueno cada camion cansado cara caro carro carta
    casa caza cinco con cosa del dientes domingo el ella ellos encendida enero era esa ese eso esta estar estas este
    esto estos fue fuera fuerte gato gente grande habia hace hacer hago hay hijo hojas hombre hora invierno juega
    juego jueves juguete lago las lata letras llama llamas llamo lleno lloviendo llueve lluvia los luego lunes mal
    malo mano martes mayo mente mes mesa meta mi miercoles mis moda modo mono muerte mujer nada nina nino nombre
    nosotros ojo ola otono palo para parque partido paso pastel pato pelo pero perro peso piso plato pollo polo por
    porque primavera que queso rata rico rojo rosa sabado sam semana ser silla sin sol sopa su suerte sus taza tengo
    tension tiene tienes toda todo todos toma tomar tostada tu un una unas unos usted va vaca vamos van vas vela
    verano verla verle verlo vernos veros verte viernes visto voy yo
    """)
