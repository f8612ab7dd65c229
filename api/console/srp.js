// Secure Remote Password (RFC 5054, SRP-6a) as Amazon Cognito has it: the password never leaves this page.

const N = BigInt(
  "0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
);
const G = 2n;
const INFO = "Caldera Derived Key";
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const utf8 = (text) => new TextEncoder().encode(text);
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function number(bytes) {
  return BigInt("0x" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

// Big-endian, with a zero before a high bit, as Cognito hashes its numbers.
function padded(value) {
  let hex = value.toString(16);
  if (hex.length % 2) hex = "0" + hex;
  if (parseInt(hex[0], 16) > 7) hex = "00" + hex;
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function power(base, exponent) {
  let result = 1n;
  for (let factor = base % N, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % N;
    factor = (factor * factor) % N;
  }
  return result;
}

/** Return a fresh secret and the public value `A` (hexadecimal) that begins a sign-in. */
export function ephemeral() {
  const secret = number(crypto.getRandomValues(new Uint8Array(128)));
  return { secret, A: power(G, secret).toString(16) };
}

/** Return the moment as Cognito wants it signed: `Thu Nov 26 1:02:03 UTC 2026` with an unpadded day. */
export function timestamp(at) {
  const clock = at.toISOString().slice(11, 19);
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()} ${clock} UTC ${at.getUTCFullYear()}`;
}

/**
 * Return the signature (base64) that proves the password to a PASSWORD_VERIFIER challenge.
 * `mine` is what `ephemeral` returned, `challenge` Cognito's parameters. Throws where the server is no honest one.
 */
export async function proof(poolId, password, mine, challenge, stamp) {
  const name = poolId.slice(poolId.indexOf("_") + 1);
  const user = challenge.USER_ID_FOR_SRP;
  const A = BigInt("0x" + mine.A);
  const B = BigInt("0x" + challenge.SRP_B);
  const u = number(await sha256(padded(A), padded(B)));
  if (B % N === 0n || u === 0n) throw new Error("the server's public value is not one");
  const k = number(await sha256(padded(N), padded(G)));
  const inner = await sha256(utf8(`${name}${user}:${password}`));
  const x = number(await sha256(padded(BigInt("0x" + challenge.SALT)), inner));
  const base = (((B - k * power(G, x)) % N) + N) % N;
  const S = power(base, mine.secret + u * x);

  const secret = await crypto.subtle.importKey("raw", padded(S), "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: padded(u), info: utf8(INFO) },
    secret,
    { name: "HMAC", hash: "SHA-256", length: 128 },
    false,
    ["sign"],
  );
  const signed = joined(utf8(name + user), fromBase64(challenge.SECRET_BLOCK), utf8(stamp));
  return toBase64(new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)));
}
