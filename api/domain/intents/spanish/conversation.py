"""Spanish wordings of talk, feeling, question and time, without accents; the pattern is that of `alarms`."""

CONVERSATION: dict[str, str] = {
    "ask_you": """
        estas bien/mal/ahi/enfermo/enferma/cansado/cansada/triste/contento/contenta; has
        comido/dormido/ido/visto/tomado; te gusta/gustan""",
    "i_am_here": "?ya estoy aqui/aca/ahi; aqui/aca estoy; estoy en casa; presente; ya llegue; yo aqui",
    "yes": """
        sip/vale/claro/ok/okay/okey/bueno/correcto/exacto/afirmativo/obvio/dale; por supuesto; claro que sip/si;
        de acuerdo; eso es; desde luego; me parece bien; esta bien; si por favor/gracias/claro/quiero; asi es;
        eso mismo; cierto""",
    "no": """
        no/nop/nunca/jamas/tampoco/nones; ahora no; todavia no; aun no; para nada; que no; claro que no; de
        ninguna manera; ni hablar; no por favor""",
    "no_thank_you": "no gracias",
    "please": """
        porfavor/porfa/porfis/porfi/plis; por favor/fa; si puedes/puede/podeis/quieres/no; te lo pido; si es
        posible; si te parece; si no te/es importa/molestia; se lo ruego""",
    "hello": "hola/ola/buenas/oye/holi/eh/hey; que tal; mucho gusto; encantado/encantada",
    "goodbye": "adios/chao/chau/bye; hasta luego/manana/pronto/la/otra; nos vemos; que vaya bien; cuidate",
    "good_morning": "buenos dias; buen dia; buenas tardes; feliz cumpleanos/navidad/ano",
    "good_night": "buenas noches; dulces suenos; que descanses; que duermas bien",
    "thank_for": "gracias por; agradezco ?mucho que",
    "thank_you": """
        gracias/grasias/grax; muchas/mil/muchisimas gracias/grasias; te lo agradezco; agradecido/agradecida;
        gracias por venir/todo/estar/esperar""",
    "sorry": """
        perdon/perdona/perdoname/disculpa/disculpe/disculpame; lo siento ?mucho; fue/ha sin/sido ?sin querer;
        mis disculpas; no era mi intencion; fue sin querer""",
    "i_love_you": "te quiero/amo/adoro ?mucho/muchisimo; os quiero; quiero mucho a",
    "i_miss_you": "te echo de menos; te extrano; te echo mucho de menos; echo de menos; extrano a",
    "happy": "feliz/contento/contenta/alegre/felices/encantado; buen humor; estoy genial",
    "sad": "triste/tristeza/llorar/llorando/deprimido/deprimida/apenado; pena",
    "angry": "enfadado/enfadada/enojado/enojada/furioso/furiosa/rabia/cabreado/molesto/molesta; me enfade",
    "bored": "aburro/aburrido/aburrida/aburrimiento",
    "lonely": "solo/sola/soledad",
    "excited": "ilusionado/ilusionada/emocionado/emocionada/ilusion; ganas del; tengo ?muchas ganas del; muchas ganas",
    "nervous": "nervioso/nerviosa/nervios/estresado/estresada",
    "frustrated": "frustrado/frustrada/frustracion/harto/harta",
    "proud": "orgulloso/orgullosa/orgullo",
    "surprised": "sorprendido/sorprendida/sorpresa",
    "confused": "confundido/confundida/confusion",
    "calm": "tranquilo/tranquila/calma/relajado",
    "embarrassed": "verguenza/avergonzado",
    "scared": """
        miedo/asustado/asustada/aterrado/aterrada/panico/terror/susto/ansiedad/angustia/angustiado/
        angustiada; ansioso/ansiosa""",
    "worried": "preocupado/preocupada/preocupa/preocupacion",
    "dont_like": "no me gusta/gustan/gusto; odio/detesto; que asco; asco; no soporto el/la/los/las",
    "dont_want": """
        no ?lo ?la quiero/queria/quisiera/deseo; no me apetece; no tengo hambre/sed/sueno/frio/calor/ganas; no
        necesito; lleno/llena; paso de""",
    "fine": """
        estoy ?muy ?ya bien/perfecto/tranquilo; todo ?esta bien; a salvo; no pasa nada; sin problema;
        respiro/respirar ?ya bien/mejor; ya estoy bien; todo en orden; tranquilo; puedo respirar ?bien; me
        siento/encuentro bien""",
    "better": "mejor; siento/estoy/encuentro ?mucho/algo mejor; recuperado",
    "cancel": """
        falsa alarma; olvidalo; dejalo; cancelar/cancela; por error; sin querer pulse; me equivoque; no era
        nada; ya no hace falta; era broma; es broma; es una prueba; boton equivocado; no hace falta; no hay
        necesidad; no es necesario""",
    "i_dont_understand": "no ?lo ?te entiendo/comprendo/entendi; como dices; eh; que dices; no me entero",
    "i_dont_know": "no ?lo se; ni idea; no tengo ni idea; quien sabe",
    "say_it_again": """
        repite/repitelo/repetir/repiteme/repita/repitemelo; otra vez lo; que has dicho; que dijiste; dilo otra
        vez; como has dicho""",
    "slow_down": "mas despacio/lento/alto/bajo; despacio; habla mas; muy rapido; vas muy rapido",
    "i_have_something_to_say": """
        quiero decir/contar/hablar ?te/algo; quiero decirte ?algo; tengo algo que decir/contar; dame ?mas
        ?un/algo tiempo; dejame terminar/hablar/acabar; escuchame; no he terminado ?de; necesito ?mas tiempo""",
    "joke": "que gracia/gracioso/risa; gracioso/graciosa/jaja/jajaja/jeje/chiste/broma; me muero de risa",
    "my_turn": "me toca ?a ?mi; mi turno; es mi turno",
    "finished": "termine/terminado/acabe/acabado; he terminado/acabado; ya termine/acabe/esta; se acabo; fin",
    "what": "que/k",
    "who": "quien/quienes",
    "where": "donde/adonde",
    "when": "cuando",
    "why": "por que; porque?",
    "how": "como",
    "how_much": "cuanto/cuanta/cuantos/cuantas",
    "which": "cual/cuales",
    "what_time": "que hora es; tienes hora; la hora",
    "how_are_you": "como estas/esta/estais/vas/te; como te encuentras/va",
    "now": "ahora/ya/inmediatamente/todavia/aun; ahora mismo; ya mismo",
    "quick": "rapido/deprisa/corriendo/pronto",
    "today": "hoy; esta manana/tarde/noche",
    "tomorrow": "manana; proxima semana; el/la proximo/proxima",
    "later": "luego/despues; mas tarde",
    "long_ago": """
        ayer/anteayer; semana/mes/ano/verano/invierno/lunes/martes/miercoles/jueves/viernes/sabado/domingo/vez
        pasada/pasado; el/la otro/otra dia; hace ?unos ?unas ?muchos ?muchas ?varios
        ?dos/tres/cuatro/cinco/un/una/mucho/tiempo/anos anos/meses/semanas/dias/ano/mes/semana/tiempo; de
        pequeno/pequena/nino/nina/joven/chico; cuando era/tenia/estaba ?pequeno/nino/joven; antes me; en el
        pasado; erase una vez; habia una vez; antiguamente""",
    "told": """
        en la/el/una/un/mi/este/esta/ese/esa
        pelicula/libro/cuento/historia/serie/tele/television/juego/cancion/dibujos/sueno/video/novela/
        noticias/radio; en los dibujos; en las noticias;
        pelicula/libro/cuento/historia/serie/cancion/documental/video/noticia/poema de/sobre/con/del;
        vi/viste/mire/veo una/un/la pelicula/serie/video/documental/camion; leo/lei un/una/el;
        sone/sonaba/sonado que/con; he sonado; un sueno; pesadilla; la palabra; se escribe/dice/deletrea;
        jugando/jugamos a; de mentira; imagina; imaginate; finge/fingir""",
    "what_if": "y si; que pasa/hago si",
    "suppose": "si; por si; en caso; cuidado; aunque; miedo a/de; asusta/preocupa; evitar; para no; imagina",
    "badly": "mucho/muchisimo; muy mal",
    "a_lot": "mucho/mucha/muchos/muchas/bastante/demasiado/muchisimo",
    "a_little": "un poco/poquito; poco/poquito",
    "very": "muy/tan",
    "done_past": """
        fui/fuimos/era/estaba/comi/jugue/vi/hice/tuve/tome/compre/vino/dijo/encontre/visite/hicieron/tomo/
        dio/ayudo/fue""",
}
