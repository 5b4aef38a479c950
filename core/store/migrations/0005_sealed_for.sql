-- A sealed record goes only to the server it was sealed for.
--
-- A server's identity is its key and the project (`hub:KEY/1`), else its address without the phone's
-- key and with the project (`at:…`). NULL: sealed before the phone had a server; the next enrolment
-- binds it.

ALTER TABLE device ADD COLUMN server TEXT;
ALTER TABLE submission ADD COLUMN sealed_for TEXT;
UPDATE device SET server = coalesce(
  (SELECT 'hub:' || value || '/' || coalesce(device.project, '') FROM setting
    WHERE key = 'enrolment.hub_key'),
  (SELECT 'at:' || CASE WHEN cut = 0 THEN device.server_url ELSE
      substr(device.server_url, 1, cut - 1) ||
      CASE instr(rest, '/') WHEN 0 THEN '' ELSE substr(rest, instr(rest, '/')) END END
    FROM (SELECT instr(device.server_url, '/key/') AS cut,
      substr(device.server_url, instr(device.server_url, '/key/') + 5) AS rest))
) WHERE server_url IS NOT NULL;
UPDATE submission SET sealed_for = (SELECT server FROM device);
