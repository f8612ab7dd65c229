-- A socket of API Gateway ends with the sign-in that opened it, as one of the API itself does.
ALTER TABLE connections ADD session_until timestamptz;
CREATE INDEX connections_session_until ON connections (session_until);
