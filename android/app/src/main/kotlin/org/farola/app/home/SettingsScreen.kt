package org.farola.app.home

import android.view.View
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.lock.ChangePinScreen
import org.farola.app.lock.PinPad
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.sense.BiometricWords
import org.farola.core.Appearance
import org.farola.core.DeviceRecord
import org.farola.core.KeptShown
import org.farola.core.SettingsRecord
import org.farola.core.StorageRecord
import org.farola.core.WaitShown
import org.farola.core.appLanguages
import org.farola.core.settingChoices
import org.farola.core.shownKept
import org.farola.core.shownWait

/** What a person sets; the core keeps it. */
class SettingsScreen(shell: MainActivity) : Screen(shell) {
    private class Facts(val set: SettingsRecord, val storage: StorageRecord, val device: DeviceRecord)

    private var facts: Facts? = null
    private var content: LinearLayout? = null

    override fun make(): View {
        val content = look.column(Tokens.SPACE_4)
        this.content = content
        show()
        return page(content)
    }

    override fun entered() = shell.core.ask(
        { Facts(it.settings(), it.storage(), it.device()) },
        {
            facts = it
            show()
        },
        shell::fail,
    )

    private fun show() {
        val content = content ?: return
        content.removeAllViews()
        content.addView(head(words(R.string.settings_title)), Look.wide())
        val facts = facts ?: return
        val set = facts.set
        group(content, R.string.settings_language, languages(), set.language) { keep(set.copy(language = it)) }
        val sizes = CHOICES.textPercents.map { it to words(R.string.percent_of, it.toInt()) }
        group(content, R.string.settings_text, sizes, set.textPercent) {
            keep(set.copy(textPercent = it))
        }
        group(content, R.string.settings_dark, lights(), set.appearance) { keep(set.copy(appearance = it)) }
        group(content, R.string.settings_saver_choice, savers(), set.dataSaver) { keep(set.copy(dataSaver = it)) }
        group(content, R.string.settings_lock, CHOICES.lockAfterS.map { it to lockWords(it.toInt()) }, set.lockAfterS) {
            keep(set.copy(lockAfterS = it))
        }
        group(content, R.string.settings_keep, CHOICES.purgeDays.map { it to keptWords(it) }, set.purgeDays) {
            keep(set.copy(purgeDays = it))
        }
        content.addView(look.ghost(words(R.string.settings_pin), "set_pin") { shell.open(ChangePinScreen(shell)) }, Look.wide())
        if (shell.biometric.available()) finger(content)
        storage(content, facts)
        content.addView(
            look.remove(words(R.string.settings_erase), "remove_all") { shell.open(RemoveScreen(shell)) },
            Look.wide(),
        )
    }

    private fun keptWords(days: UShort) = when (val kept = shownKept(days)) {
        KeptShown.None -> words(R.string.settings_keep_none)
        is KeptShown.Days -> count(R.plurals.settings_keep_days, kept.count.toInt())
    }

    private fun languages() = appLanguages().map { it.code to it.name }

    private fun lights() = listOf(
        Appearance.AUTO to words(R.string.settings_dark_auto),
        Appearance.LIGHT to words(R.string.settings_dark_light),
        Appearance.DARK to words(R.string.settings_dark_dark),
    )

    private fun savers() = listOf(
        false to words(R.string.settings_saver_off),
        true to words(R.string.settings_saver_on),
    )

    private fun lockWords(seconds: Int) = when (val wait = shownWait(seconds.toUInt())) {
        is WaitShown.Seconds -> count(R.plurals.duration_seconds, wait.count.toInt())
        is WaitShown.Minutes -> count(R.plurals.duration_minutes, wait.count.toInt())
    }

    private fun <T> group(content: LinearLayout, name: Int, choices: List<Pair<T, String>>, now: T, set: (T) -> Unit) {
        content.addView(look.heading(words(name)), Look.wide())
        val column = look.column(Tokens.SPACE_2)
        choices.forEachIndexed { index, (value, text) ->
            val tag = "${look.context.resources.getResourceEntryName(name)}_$index"
            column.addView(look.option(text, value == now, tag) { set(value) }, Look.wide())
        }
        content.addView(column, Look.wide())
    }

    private fun keep(settings: SettingsRecord) = shell.core.ask(
        { Facts(it.setSettings(settings), it.storage(), it.device()) },
        {
            facts = it
            shell.settled(it.set)
            show()
        },
        shell::fail,
    )

    private fun finger(content: LinearLayout) {
        val armed = shell.biometric.armed()
        val name = if (armed) R.string.settings_biometry_off else R.string.settings_biometry
        content.addView(
            look.ghost(words(name), "set_finger") {
                if (armed) {
                    shell.biometric.disarm()
                    show()
                } else {
                    shell.open(FingerScreen(shell))
                }
            },
            Look.wide(),
        )
    }

    private fun storage(content: LinearLayout, facts: Facts) {
        val say = Words(look)
        val storage = facts.storage
        content.addView(look.heading(words(R.string.settings_storage)), Look.wide())
        content.addView(
            look.body(
                words(
                    R.string.settings_storage_used, say.bytes(storage.databaseBytes), say.bytes(storage.mediaBytes),
                ),
            ).apply { tag = "storage" },
            Look.wide(),
        )
        content.addView(
            look.ghost(words(R.string.settings_purge_now), "purge") {
                shell.core.ask({ it.makeRoom() }, { purged ->
                    entered()
                    shell.say(count(R.plurals.settings_purged, purged.submissions.toInt()))
                }, shell::fail)
            },
            Look.wide(),
        )
        content.addView(look.small(count(R.plurals.settings_purge_about, facts.set.purgeDays.toInt())), Look.wide())
        val place = facts.device.place?.let { words(R.string.enrol_at, it) } ?: words(R.string.enrol_not_yet)
        content.addView(look.small(place), Look.wide())
        content.addView(
            look.ghost(words(R.string.settings_join), "enrol_other") { shell.open(EnrolScreen(shell, null)) },
            Look.wide(),
        )
    }

    private companion object {
        val CHOICES = settingChoices()
    }
}

/** The PIN once more, before something that only its owner may do. */
abstract class ProvenScreen(
    shell: MainActivity,
    private val title: Int,
    private val about: Int,
) : Screen(shell) {
    protected val door get() = shell.app.door

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(words(title)), Look.wide())
            addView(look.body(words(about)), Look.wide())
            lateinit var pad: PinPad
            pad = PinPad(look, R.string.button_next) { pin ->
                pad.enable(false)
                prove(pin) { code -> pad.refuse(Codes.sentence(look, code)) }
            }
            pad.say("")
            addView(pad.view, Look.wide())
        },
    )

    /** Gives the PIN to the core, and goes on where it is the right one. */
    protected abstract fun prove(pin: String, failed: (String) -> Unit)
}

/** Puts the finger before the key. */
class FingerScreen(shell: MainActivity) :
    ProvenScreen(shell, R.string.settings_biometry, R.string.settings_biometry_about) {
    override fun prove(pin: String, failed: (String) -> Unit) = door.arm(pin, { key ->
        val said = BiometricWords(words(R.string.settings_biometry), words(R.string.button_leave_it))
        shell.biometric.arm(key, said) { armed ->
            shell.goBack()
            if (!armed) shell.say(words(R.string.settings_biometry_failed))
        }
    }, failed)
}

/** Removes everything from this phone. What the hub has stays there. */
class RemoveScreen(shell: MainActivity) :
    ProvenScreen(shell, R.string.settings_erase, R.string.settings_erase_sure) {
    override fun prove(pin: String, failed: (String) -> Unit) = door.check(pin, {
        shell.redraw()
        shell.confirm(words(R.string.settings_erase_ask), words(R.string.settings_erase_yes)) { erase(pin) }
    }, failed)

    /** What could not be removed is tried again at the next start; until then the door is shut. */
    private fun erase(pin: String) = door.erase(pin, shell::startAnew) { code ->
        shell.lock()
        shell.fail(code)
    }
}
