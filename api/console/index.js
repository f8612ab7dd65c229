// The way to the two pages, in this device's language.

import { kept } from "./dom.js";
import { currentLanguage, translate } from "./words.js";

translate(kept(localStorage, "alphawolf.preferences", {}).language ?? currentLanguage());
