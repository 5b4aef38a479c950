package org.farola.app

import org.farola.app.look.Look

/**
 * The one table from stable codes (docs/errors.md) to sentences in both languages. A test holds
 * it to that page: every code that a phone can meet has its sentence.
 */
object Codes {
    /** The sentence of a code; for one that this version does not know the code itself is said. */
    fun sentence(look: Look, code: String): String {
        val id = SENTENCES[code] ?: return look.words(R.string.code_unknown, code)
        // Faults of ours are named, so that they can be reported.
        return if (code in BUGS) look.words(id, code) else look.words(id)
    }

    /** Faults of our own. */
    val BUGS = setOf(
        "engine.closed", "engine.journal", "engine.thread", "form.journal", "storage.bug",
        "storage.transition",
    )

    private fun all(sentence: Int, vararg codes: String) = codes.map { it to sentence }

    val SENTENCES: Map<String, Int> = listOf(
        all(R.string.code_bug, *BUGS.toTypedArray()),
        all(R.string.code_auth_refused, "auth.refused", "auth.key_unknown", "auth.forbidden", "auth.missing"),
        all(R.string.code_attachment_missing, "engine.attachment_missing"),
        all(
            R.string.code_form_broken,
            "engine.form_broken", "engine.form_without_id", "form.dtd", "form.not_xml",
            "form.no_form_id", "form.other_form", "form.public_key", "form.short_public_key",
            "form.too_big", "form.too_deep", "form.expression",
        ),
        all(R.string.code_form_unknown, "engine.form_unknown", "walk.form_missing"),
        all(R.string.code_no_entropy, "engine.no_entropy"),
        all(R.string.code_not_correctable, "engine.not_correctable"),
        all(R.string.code_not_enrolled, "engine.not_enrolled"),
        all(R.string.code_not_ready, "engine.not_ready"),
        all(R.string.code_sync_running, "engine.sync_running"),
        all(R.string.code_insecure_address, "enrol.insecure_address"),
        all(R.string.code_not_enrolment, "enrol.not_enrolment"),
        all(
            R.string.code_answer_elsewhere,
            "form.answer_not_relevant", "form.repeat_not_relevant", "form.no_such_node",
        ),
        all(R.string.code_answer_readonly, "form.answer_readonly"),
        all(
            R.string.code_answer_type,
            "form.answer_type", "track.geotrace_malformed", "walk.code_malformed",
            "walk.rating_out_of_range",
        ),
        all(R.string.code_fixed_repeat, "form.fixed_repeat", "form.too_many_instances"),
        all(R.string.code_no_such_language, "form.no_such_language"),
        all(
            R.string.code_form_later,
            "form.entity_list_column", "form.entity_list_version", "form.foreign_address",
            "form.hash_mismatch", "form.media_hash_mismatch", "form.unavailable", "form.unknown",
            "form.version_unknown",
        ),
        all(R.string.code_lock_damaged, "lock.damaged"),
        all(R.string.code_pin_short, "lock.pin_short"),
        all(R.string.code_pin_simple, "lock.pin_simple"),
        all(R.string.code_wrong_pin, "lock.wrong_pin"),
        all(R.string.code_offline, "network.offline"),
        all(R.string.code_cut, "network.cut", "network.timeout"),
        all(R.string.code_captive_portal, "network.captive_portal"),
        all(R.string.code_tls, "network.tls"),
        all(
            R.string.code_unintelligible,
            "network.answer_too_large", "network.unintelligible", "protocol.dtd_refused",
            "protocol.duplicate", "protocol.missing_field", "protocol.not_json",
            "protocol.not_parcel_id", "protocol.not_utf8", "protocol.not_xml", "protocol.too_deep",
            "protocol.too_large", "protocol.unsafe_file_name", "protocol.wrong_root",
            "sync.feed_stuck",
            "request.route_unknown", "request.method_not_allowed", "project.unknown",
        ),
        all(R.string.code_photo_again, "photo.damaged", "photo.unreadable"),
        all(R.string.code_photo_large, "photo.too_large"),
        all(R.string.code_photo_format, "photo.unknown_format", "attachment.not_an_image"),
        all(R.string.code_review_changed, "review.not_allowed"),
        all(
            R.string.code_server_later,
            "server.failed", "server.too_many_requests", "server.busy", "server.bug",
            "storage.hub_disk_full", "storage.hub_failed", "request.torn_body",
            "auth.too_many_attempts",
        ),
        all(R.string.code_storage_busy, "storage.busy", "storage.interrupted", "storage.io"),
        all(R.string.code_storage_damaged, "storage.corrupt", "storage.not_a_database", "storage.digest_mismatch"),
        all(R.string.code_disk_full, "storage.disk_full", "sync.store_failed"),
        all(R.string.code_newer, "storage.from_the_future", "storage.read_only"),
        all(R.string.code_key_locked, "storage.key_locked"),
        all(R.string.code_key_refused, "storage.key_denied"),
        all(R.string.code_key_missing, "storage.key_missing", "storage.wrong_key"),
        all(R.string.code_gone, "storage.not_found", "storage.exists", "attachment.unknown"),
        all(
            R.string.code_too_large,
            "storage.too_large", "storage.unsafe_name", "track.geotrace_too_long",
        ),
        all(
            R.string.code_submission_held,
            "submission.conflict", "submission.refused", "submission.base_outdated",
            "submission.base_unknown", "submission.deleted", "submission.digest_mismatch",
            "submission.dtd_refused", "submission.exists", "submission.form_id_missing",
            "submission.not_xml", "submission.too_deep", "submission.unknown",
            "submission.xml_part_missing", "form.closed", "storage.receipt_mismatch",
            "sync.receipt_mismatch", "sync.unreadable", "request.bad_file_name",
            "request.not_multipart", "request.too_many_parts", "request.version_header_missing",
        ),
        all(
            R.string.code_submission_large,
            "submission.too_large_for_server", "submission.too_large", "request.too_large",
        ),
        all(R.string.code_gate_closed, "walk.gate_closed"),
        all(R.string.code_no_walk, "walk.not_open"),
        all(R.string.code_walk_phase, "walk.wrong_phase"),
        all(R.string.code_walk_under_way, "walk.under_way"),
        all(R.string.code_walk_registration, "walk.registration_unreadable"),
        all(R.string.gate_no_consent, "walk.no_consent"),
        all(R.string.gate_safety_list, "walk.safety_list_incomplete"),
        all(R.string.gate_minor, "walk.minor_without_permission"),
        all(R.string.gate_few_adults, "walk.too_few_adults"),
        all(R.string.gate_nobody, "walk.nobody_walks"),
        all(R.string.gate_team_size, "walk.team_size"),
        all(R.string.gate_low_charge, "walk.low_charge"),
        all(R.string.gate_long_route, "walk.long_route"),
    ).flatten().toMap()
}
