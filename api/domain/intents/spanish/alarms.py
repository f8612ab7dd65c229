"""Spanish wordings of what cannot wait, without accents.

`a/b` is a choice, `?a` may be left out, `;` parts the wordings.
"""

ALARMS: dict[str, str] = {
    "help": """
        ayuda/aiuda/alluda/ayudaa; ayudame/ayudadme/ayudenme/ayudeme/ayudanos; socorro/auxilio/sos; ?me/nos
        puedes/puede/podeis ayudar/ayudarme; en peligro/apuros; salvame/salvenme/rescatame; que alguien me
        ayude; me ayude/ayuden; me ayudas; ayudes; sip/si necesito ayuda; nadie me ayuda; que me ayuden; que
        ?alguien venga ?alguien; venga alguien; alguien venga; asistencia""",
    "urgent": """
        urgente/urgentemente/urgencia; de vida o muerte; ven/venid/vengan/venga ?muy
        rapido/corriendo/deprisa/pronto/ya/volando; ven date prisa; date prisa por favor; rapido rapido; lo
        antes posible; corre corre; grave/gravisimo; estoy grave; muy grave""",
    "emergency": """
        emergencia/emergencias/emerjencia; 112; 911; 061; ambulancia/ambulancias/anbulancia; bomberos;
        paramedicos; un/al/el medico/doctor ya/rapido/urgente; riesgo de muerte;
        llama/llame/llamen/avisa/necesito ?a un/al medico/doctor; llevame/llevadme/llevenme al
        hospital/urgencias; necesito/tengo ?que ir al/a hospital/urgencias""",
    "call_emergency": """
        llama/llamad/llamen/llame al/a 112/911/061/emergencias/urgencias; llama/llamad/llamen a los bomberos""",
    "cannot_breathe": """
        no ?me puedo ?casi/ni respirar/respira/respirrar/rrespirar/respirarr; no ?puede respirar; no
        respiro/respira ?nada/bien/casi; cuesta ?mucho/tanto/un respirar; falta ?mucho/mucha el/de/la
        aire/respiracion; falta ?el aire/oxigeno; no ?me entra ?el aire; necesito ?mas aire/oxigeno; sin
        aire/respiracion/oxigeno; dificultad/dificultades/problemas/trabajo ?para/al/de respirar; respiro ?muy
        mal; apenas respiro/respira; apenas puedo/puede respirar; casi no respiro; dejo/deja de respirar; dejado
        de respirar; ataque/ataques/crisis de asma; cierra/cerrando/cerro la garganta; garganta se ?me
        cierra/cerro/hincha; labios azules/morados; poniendo azul/morado;
        asfixio/asfixia/asfixiando/asfixiandome/sofoco/sofocando/asficsio; no consigo/logro respirar; no tengo
        aire/oxigeno; queda ?sin aire; quede/quedo/quedando sin aire/respiracion/oxigeno; no me llega el aire;
        respirar no; no respirar; imposible respirar; no hay aire; no puedo/consigo coger/tomar aire; cuesta
        coger/tomar aire; se me va/acaba el aire; respiro fatal; no hay aire/oxigeno; coger aire""",
    "choking": """
        ahogo/ahoga/ahogando/ahogandome/ahogandose/hogo/ahogue/haogo;
        atragante/atraganto/atragantado/atragantando/atraganta/atragantada/atragantandome;
        atascado/atascada/atasco/atorado/atorada/atoro/atore/atorando ?la ?en ?la/mi ?comida/garganta;
        algo/comida/hueso/espina ?atascado/atascada/metido en la garganta; no puedo tragar; mal camino; algo
        ?atravesado/clavado en la garganta; atravesado en la garganta""",
    "fell_down": """
        me cai; me he/e/habia caido; caido/caida; me acabo de caer; acabo de caerme/caer; me caigo; me estoy
        cayendo; me voy a caer; cayendome; se cayo; se ha/a caido; se esta cayendo; he caido; cai ?al ?suelo;
        cayo al suelo/piso; me/se cae de; caerme/caerse/caer; resbale/resbalo/resbalado/resbalon;
        tropece/tropezado/tropezon; estoy en ?el suelo/piso; estoy suelo/piso; tirado/tirada/tumbado/tumbada en
        el suelo/piso; me dejaron caer; me tiraron/tiro al suelo; yo suelo/piso; ido/fui/fue al suelo;
        mama/papa/abuela/abuelo/madre/padre ?esta en el suelo/piso""",
    "cannot_get_up": """
        no ?me puedo levantarme/levantar/incorporarme/incorporar; no puedo ponerme/poner/estar de/en pie; no me
        puedo poner de/en pie; no consigo/logro levantarme/incorporarme; no puede levantarse/incorporarse;
        levantarme del suelo/piso; ayudame a levantarme del suelo""",
    "strong_chest": """
        presion/opresion/peso/pinchazo/pinchazos/quemazon/punzada/punzadas/ardor en/sobre el pecho;
        aprieta/oprime/arde/quema/pesa ?mucho ?el pecho; pecho apretado/oprimido; dolor ?muy ?fuerte ?en ?de ?al
        ?el pecho/corazon""",
    "unbearable": """
        insoportable/inaguantable; dolor ?muy ?tan ?demasiado
        fuerte/fortisimo/terrible/horrible/intenso/agudo/severo/bestial/atroz; no aguanto/soporto/resisto ?mas
        ?ya ?este/el/tanto dolor; duele ?tanto ?muchisimo ?que no aguanto/puedo/soporto ?mas; no lo
        aguanto/soporto ?mas; peor dolor; dolor ?de diez/10 de/sobre diez/10; dolor nivel diez/10; me mata el
        dolor; no puedo mas ?con el/del dolor; muchisimo dolor; duele muchisimo; no puedo con este/el/tanto
        dolor; muchisimo dolor""",
    "bleeding": """
        sangre/sangro/sangra/sangrando/sagrando/sangran/sangrado/sangramos; hemorragia; desangro/desangrando;
        sangrar""",
    "burned": """
        me queme; me he/e quemado; me estoy quemando; me quemo; me escalde; quemadura/quemaduras; se quemo; se
        ha quemado; quemado/quemada""",
    "injury": """
        me corte; me he/e cortado; corte profundo/grande/feo; ?un golpe ?fuerte en la cabeza;
        golpee/golpeado/golpe ?muy ?mucho ?fuerte ?en la cabeza; me di ?fuerte en la cabeza; dio la corriente;
        descarga/calambrazo; electrocute/electrocutado/electrocuta; apunalado/apunalada/disparado/dispararon;
        rompi/roto/rompio/fracture/fracturado/disloque ?el ?la ?un ?una
        brazo/pierna/cadera/muneca/tobillo/hueso/cuello/mano/pie/dedo/costilla/espalda;
        brazo/pierna/cadera/muneca/tobillo/hueso/cuello/mano/pie/dedo/costilla ?esta roto/rota; herida/herido;
        me clave""",
    "fire": """
        fuego/incendio/llamas; se quema/incendia la/el/mi/algo ?casa/cocina/habitacion/cuarto/cama; se esta
        quemando; ardiendo; mucho humo; hay humo; huele a gas/quemado/humo; fuga/escape de gas""",
    "fainting": """
        desmayo/desmaye/desmayar/desmayando/desmayado/desmayada/desmallo/desmallar; inconsciente;
        perdi/perdio/perdiendo/pierdo el conocimiento/sentido; no ?se despierta/responde/reacciona;
        desplomo/desplomado; no se mueve; desmayarme/desmayarse""",
    "seizure": """
        convulsion/convulsiones/convulsionando/combulsion/convulsiona; ataque epileptico; da/dando/dio un
        ataque; ataque de epilepsia""",
    "stroke": """
        infarto/ictus/derrame; ataque al/de/cardiaco corazon; ataque cardiaco; paro cardiaco; embolia;
        apoplejia; trombosis; no puedo ?mover/moverme/menear el/la/los/las/mi/medio/nada/ningun; no me puedo
        mover; no puedo moverme; no siento ?el/la/los/las/mi/medio/nada/mis
        piernas/pierna/brazo/brazos/cuerpo/cara/mano/manos/pie/pies/lado/nada; torcida la cara; cara
        torcida/caida; tuerce la boca/cara; no veo nada; de repente no veo/hablo/oigo/puedo; ciego de repente;
        paralizado/paralizada; media cara; cara/medio/mitad ?cuerpo dormida/dormido; no puedo hablar; no puedo
        hablar ?bien de repente""",
    "poison": """
        sobredosis; demasiadas/muchas pastillas/medicinas/medicamentos; demasiada
        medicina/insulina/morfina/medicacion; veneno/envenenado/envenene/intoxicado/intoxique;
        bebi/trague/tragado/bebido/comi/tome ?me/un/una/el/la
        lejia/pila/veneno/detergente/moneda/iman/vidrio/amoniaco; tragado/trague/bebi algo; todas las pastillas;
        pastillas equivocadas; equivoque/equivocado de pastillas/pastilla/medicina; pastillas dos veces""",
    "allergic_reaction": """
        reaccion alergica; anafilaxia/anafilactico/anafilactica; hincha/hinchando/hincho/hinchado ?mucho
        la/los/el/toda lengua/cara/labios/garganta/boca/ojos; lengua/cara/labios/garganta
        hinchada/hinchados/hinchado; pico una abeja ?y soy alergico/alergica; soy alergico/alergica y; y soy
        alergico/alergica""",
    "low_sugar": "azucar ?esta ?muy baja/bajo/alta/alto; hipoglucemia/bajon; bajada de azucar; bajon de azucar",
    "dying": """
        me muero/morire/moria; muriendo/muriendome; me voy a morir; voy a morir; creo que muero; ahogandome en;
        me muero por favor""",
    "someone_hurts_me": """
        me pega/pegan/pego/pegaron/pegando/maltrata/maltratan/golpea/golpean/golpeo/golpearon/empuja/empujan/
        empujo/viola/violo/violaron/estrangula/amenaza/amenazan/ataca/atacan/abusa/abusan; me ha/han/esta/estan
        pegado/pegando/maltratado/maltratando/golpeado/golpeando/violado/tocado/tocando/empujado/atacando/
        amenazando; hace/hacen/haciendo/hizo/hicieron/hecho dano; me toco/tocaron; alguien/el/ella me toca;
        abusan/abusa/abuso/abusado de mi; maltrato; pegandome; me hacen mucho dano""",
    "not_safe": """
        no ?me ?siento ?estoy ?a ?en seguro/segura/salvo; inseguro/insegura; alguien ?extrano en ?la ?mi
        casa/habitacion/cuarto; desconocido/ladron/intruso/ladrones; tiene ?un/una cuchillo/pistola/navaja/arma;
        con un/una cuchillo/navaja/pistola; pistola/navaja; entro alguien; me sigue/siguen/persigue/persiguen;
        atrapado/atrapada/encerrado/encerrada/secuestrado/secuestrada; no puedo salir; policia/polisia; hay
        un/una hombre/mujer/extrano/desconocido en mi/la/el casa/cuarto/habitacion/cama/bano; tengo miedo de
        el/ella/ellos""",
    "lost": """
        perdido/perdida; me perdi; no se donde estoy; donde estoy; estoy perdio; no se volver ?a ?casa; no
        encuentro mi casa/el ?camino""",
    "self_harm": """
        quiero morir/morirme/matarme/suicidarme/desaparecer; me quiero/voy ?a morir/matar/suicidar; me voy a
        matar; hacerme dano/mal; no quiero ?seguir vivir/viviendo ?mas; suicidio/suicidarme; acabar con mi vida;
        acabar con todo; cortarme las venas; ojala estuviera muerto/muerta; mejor muerto/muerta; quitarme la
        vida""",
}

# Neither alone is an alarm; together they are.
LIFE_SUPPORT: dict[str, str] = {
    "life_support": """
        respirador/ventilador mecanico/oxigeno;
        respirador/oxigeno/traqueo/traqueotomia/sonda/canula/bipap/marcapasos; el/mi tubo""",
    "fault": """
        paro/parado/apago/apagado/apaga/pita/pitando/suena/sonando/alarma/desconecto/desconectado/suelto/
        solto/roto/bloqueado/bloqueada/obstruido/obstruida/obstruyo/fuga/atascado/atascada/atasco; se
        acabo/termino/salio/rompio/agota/acaba/cayo; se me salio/acabo/solto/cayo/quito; no funciona; ha
        salido/acabado/parado; acabado/salido; fallando/falla""",
}

# Wordings that only sound like an alarm. Matched longest first, they keep the alarm words inside them from being heard.
HARMLESS: dict[str, str] = {
    "ask_you": """
        que es una emergencia; como llamo/llamar/llama a una/la ambulancia; donde estan/esta los/la
        bomberos/policia; te/os duele/duelen ?la/el/las/los/algo; necesitas/quieres ?mi ayuda; te has
        caido/hecho/quemado/cortado/perdido; te caiste/quemaste/cortaste/perdiste; te has hecho dano; te ayudo;
        puedo ayudarte; te puedo ayudar; estas sangrando/herido/herida""",
    "thank_for": "gracias por ?tu/su/la/vuestra/toda ?tu ayuda/ayudar/ayudarme/ayudarnos",
    "fresh_air": "?necesito/quiero ?un ?poco ?de aire fresco",
    "hungry": "me muero de hambre; muerto/muerta de hambre",
    "thirsty": "me muero de sed; muerto/muerta de sed",
    "call_off": "no llames/llame/llamen/llameis ?a ?una/la ambulancia/nadie/emergencias/policia",
    "plain": """
        de ?gran/mucha ayuda; una/gran ayuda; quiero/gusta/encanta/gustaria/puedo/voy/podria/quisiera ?a
        ayudar/ayudarte/ayudarle/ayudaros; la/una palabra ayuda; se escribe/dice/deletrea ayuda; palabra ayuda;
        te/le/os/lo/la ayuda/ayudo/ayude/ayudamos; me ayuda ?mucho/todos/siempre; ayuda a mi/los/las/otros;
        ayudas mucho; me ayudaste/ayudo/ayudaron; ayudo a; ayuda a la gente; menu/boton de ayuda;
        salida/salidas/boton/contacto/numero/luz/telefono de emergencia/emergencias; contacto de urgencia; en
        ?una/caso caso ?de emergencia; en una emergencia; caso de incendio; juego/juguete/cancion/cuento de/con
        ambulancia; tiene una ambulancia; ambulancia de juguete; coche/coches/camion/serie/pelicula/casco/cuento
        de policia/policias/bomberos; camion/camiones/parque/casco/estacion de bomberos; fuegos artificiales;
        fuego lento; a fuego; arma de fuego de juguete; junto al fuego; vela encendida;
        analisis/prueba/muestra/donante/donar/extraccion/tipo/grupo/naranja/banco ?de sangre;
        tension/presion/azucar de/en la sangre; como la sangre; sangre azul; rojo sangre; morcilla de sangre; me
        cae/caes/caen/cayo/caia ?muy ?tan bien/mal/genial/fatal; caer bien/mal; las hojas ?se caen/cayeron;
        hojas caen; cae la noche/nieve/lluvia/tarde; cae nieve; se me cae el pelo/la/baba; caer dormido/rendido;
        se me/le/nos cayo/caio/cae el/la/un/una/mi; ha caido la; caido bien/mal; me muero/moria de/por
        risa/ganas/hambre/sed/sueno/verguenza/amor/ver/ir; me muero por; me muero de ?la risa; muerto/muerta de
        risa/hambre/sueno/sed/frio/cansancio; muriendo/muriendome de risa/hambre/sed/ganas; mori de; me mata de
        risa; matando el tiempo; perdi/perdido/perdimos/perdio el/la/los/las/mi/mis/un/una; hemos perdido; he
        perdido el/la/los/las/mi/mis/un/una; perdi un diente; perdido de vista; perdido peso; corte/corto de
        pelo; me corto/corte/cortaron/cortado el pelo/las; me corto/corte las unas; corte de luz; corte/corto
        el/un/la papel/pan/pastel/cuerda/cesped/tarta; se corto el papel; cuchillo y tenedor; tenedor y
        cuchillo; pistola de agua/juguete; aire acondicionado; tirar el tiempo; sin querer hacer dano; pastillas
        de jabon/menta; derrame el/la/agua; derramo; toca la guitarra/musica/cancion; me toca ?a mi; me toca el
        turno/la/mi; toca a mi; me toca jugar; tengo cuidado; herida curada; rompi el/mi/un
        juguete/lapiz/vaso/telefono; el sol quema; quemar calorias; se quemo/quema la
        sopa/tostada/comida/cena/pan; me sigue doliendo/gustando; me siguen doliendo/gustando; sigue mi; tragado
        el orgullo; cadena perdida; ventilador de techo; ataque de risa; ahogo en un vaso; me muero de
        aburrimiento/calor/frio/celos/curiosidad; me parto de; simulacro/alarma/prueba de
        incendio/incendios/fuego; ser policia; la policia vino/viene/ayuda; sacan/saco/sacaron/sacar/sacarme
        sangre; perdido/perdida en este/el/un/mi libro/juego/cuento; no puedo mover la/el/esta/este/mi
        silla/mesa/sofa/caja/puerta/vaso/cama; herido mis sentimientos; fuego de la chimenea; ahogado/ahogada
        de/en trabajo/deudas; aire del/para el/la ventilador; necesito un cuchillo; cuchillo esta/de/para""",
}
