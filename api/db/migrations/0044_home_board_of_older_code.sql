-- Code from before a person could have several boards names none when it saves one, and runs beside its successor while
-- that is rolled out: what it saves is a version of the home board, which it makes if there is none.
CREATE FUNCTION name_home_board() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    SELECT id INTO NEW.board_id FROM boards WHERE user_id = NEW.user_id AND is_home;
    IF NEW.board_id IS NULL THEN
      INSERT INTO boards (user_id, id, is_home) VALUES (NEW.user_id, gen_random_uuid(), true) RETURNING id INTO NEW.board_id;
    END IF;
    RETURN NEW;
  END $$;
CREATE TRIGGER name_home_board BEFORE INSERT ON symbol_configs
  FOR EACH ROW WHEN (NEW.board_id IS NULL) EXECUTE FUNCTION name_home_board();
