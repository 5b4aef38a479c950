package org.farola.core

import java.io.File
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assert.fail
import org.junit.Test

/** The steps of bindings/scenario on the real library; Python and Swift run the same. */
class ScenarioTest {
    /** On a device the folder is another (android/app/src/androidTest). */
    private val home = File(System.getProperty("farola.scenario") ?: "../scenario")

    @Test
    fun everyStepGivesWhatItSays() = inFolder { folder ->
        val scenario = JSONObject(File(home, "scenario.json").readText())
        val run = Run(home, folder, File(home, scenario.getString("form")).readBytes())
        scenario.getJSONArray("steps").forEachIndexed { index, step ->
            try {
                run.step(step as JSONObject)
            } catch (error: Throwable) {
                throw AssertionError("step ${index + 1}: $step: ${error.message}", error)
            }
        }
    }
}

private class Run(private val home: File, private val folder: File, private val form: ByteArray) {
    private var phone = Phone.open(folder.path, FixedKey())
    private var filling: Filling? = null
    private val open get() = filling ?: error("no form is open")

    fun step(step: JSONObject) {
        when (step.getString("do")) {
            "add_form", "begin", "home", "storage", "submission", "settings", "settings_are",
            "no_walk", "discard", "purge", "news" ->
                ofThePhone(step)
            "screen", "next", "skip", "back", "go_to", "language", "add_repeat", "remove_repeat" ->
                onTheWay(step)
            "answer" -> answer(step)
            "photo" -> photo(step)
            "value" -> {
                val at = step.getString("at")
                val question = open.goTo(at).questions.first { it.reference == at }
                assertEquals(at, question.reference)
                assertEquals(step.getString("is"), open.stored(at))
            }
            "languages" -> assertEquals(step.texts("names"), open.languages())
            "find_choices" -> assertEquals(
                step.texts("labels"),
                open.findChoices(step.getString("at"), step.getString("text")).choices.map { it.drawn.label.plain },
            )
            "faults" -> assertEquals(step.texts("references"), open.faults().map { it.reference })
            "outline" -> outline(step)
            "lines" -> open.lines().let { lines ->
                val words = lines.map { it.shown }.filterIsInstance<LineShown.Words>()
                assertEquals(step.texts("texts"), words.map { it.text })
                assertEquals(step.getInt("files"), lines.size - words.size)
            }
            "finalize" -> assertEquals(step.getInt("attachments"), open.finalize().attachments.size)
            "form_file" ->
                assertEquals(step.getBoolean("there"), open.formFile(step.getString("name")) != null)
            "image_map" -> imageMap(step)
            "give_place" -> givePlace(step)
            "pin" -> {
                val refused = choosePin(null, step.getString("pin")) as? PinStep.Refused
                assertEquals(step.optString("problem", null), refused?.code)
            }
            "lock" -> lock(step)
            "kill" -> kill()
            "erase" -> erase()
            "refused" -> refused(step)
            else -> error("no such step")
        }
    }

    private fun ofThePhone(step: JSONObject) {
        when (step.getString("do")) {
            "add_form" -> phone.addForm(form).let {
                assertEquals(step.getString("id"), it.id)
                assertEquals(step.getString("title"), it.title)
                assertEquals(1, phone.forms().size)
            }
            "begin" -> filling = phone.begin(step.getString("form"), step.getString("language"))
            "home" -> phone.home().let {
                assertEquals(step.getLong("drafts"), it.drafts.toLong())
                assertEquals(step.getLong("waiting"), it.waiting.toLong())
            }
            "storage" -> phone.storage().let {
                assertEquals(step.getLong("drafts"), it.drafts.toLong())
                assertEquals(step.getLong("waiting"), it.waiting.toLong())
                assertEquals(step.getLong("sent"), it.sent.toLong())
                assertEquals(step.getBoolean("media"), it.mediaBytes > 0u)
            }
            "submission" -> {
                val sealed = phone.submissions().single()
                val lines = phone.submissionLines(sealed.instance, step.getString("language"))
                val words = lines.map { it.shown }.filterIsInstance<LineShown.Words>()
                assertEquals(step.texts("texts"), words.map { it.text })
            }
            "settings" -> asked(step).let {
                assertEquals(it, phone.setSettings(it))
                assertEquals(it, phone.settings())
            }
            "settings_are" -> assertEquals(asked(step), phone.settings())
            "discard" -> discard(step)
            "purge" -> {
                val purged = phone.purge(step.getInt("days").toUShort())
                assertEquals(step.getLong("submissions"), purged.submissions.toLong())
                parcelEnded(folder.path, "0".repeat(32))
            }
            "news" -> {
                phone.markSeen(NOBODYS)
                assertEquals(step.getInt("messages"), phone.messages("es").size)
            }
            "no_walk" -> {
                assertNull(phone.walk())
                val darkness = phone.darkness().name.split("_").joinToString("") { it.titled() }
                assertEquals(step.getString("darkness"), darkness)
            }
        }
    }

    private fun onTheWay(step: JSONObject) {
        when (step.getString("do")) {
            "screen" -> shows(step, open.screen())
            "next" -> open.next().let { gone ->
                val held = if (step.has("held_by")) step.texts("held_by") else emptyList()
                assertEquals(held, gone.heldBy.map { it.reference })
                shows(step, gone.screen)
            }
            "skip" -> shows(step, open.skip())
            "back" -> shows(step, open.back()!!)
            "go_to" -> shows(step, open.goTo(step.getString("at")))
            "language" -> shows(step, open.setLanguage(step.getString("name")))
            "add_repeat" -> shows(step, open.addRepeat(step.getString("at")))
            "remove_repeat" -> open.removeRepeat(step.getString("at"))
        }
    }

    private fun answer(step: JSONObject) {
        val answered = open.answer(step.getString("at"), step.getString("value"))
        assertEquals(step.optString("broken", null), answered.broken?.words)
        if (step.has("changed")) {
            assertEquals(step.texts("changed"), answered.patch.changed.map { it.reference })
        }
    }

    private fun photo(step: JSONObject) {
        val picture = File(home, step.getString("file"))
        val file = open.attachPhoto(step.getString("at"), picture.path)
        assertEquals(listOf(QuestionAnswer.File(file.name)), file.patch.changed.map { it.drawn.answer })
        assertEquals(file.size.toInt(), open.file(file.name).size)
    }

    private fun discard(step: JSONObject) {
        val before = phone.drafts().map { it.instance }
        val begun = phone.begin(step.getString("form"), null).use { it.instance() }
        assertTrue(begun in phone.drafts().map { it.instance })
        phone.discard(begun)
        assertEquals(before, phone.drafts().map { it.instance })
    }

    private fun imageMap(step: JSONObject) {
        val choices = step.texts("choices")
        val read = readImageMap(File(home, step.getString("file")).readBytes(), choices)
        if (step.isNull("parts")) return assertNull(read)
        read!!.use { map ->
            val drawing = map.drawing()
            assertEquals(step.getDouble("width"), drawing.width, 0.0)
            val parts = step.getJSONArray("parts").map { if (it == JSONObject.NULL) null else it }
            assertEquals(parts, drawing.shapes.map { it.choice })
            step.getJSONArray("touches").forEach { touch ->
                touch as JSONObject
                val at = map.touched(touch.getDouble("x"), touch.getDouble("y"), touch.getDouble("reach"))
                assertEquals("$touch", touch.optString("is", null), at)
            }
        }
    }

    private fun givePlace(step: JSONObject) {
        open.screen()
        assertEquals(0, open.requests().size)
        val place = PointRecord(step.getDouble("lat"), step.getDouble("lon"), null)
        assertEquals(0, open.givePlace(step.getString("at"), place).changed.size)
    }

    private fun outline(step: JSONObject) {
        val states = open.outline().associate { it.reference to it.state.name.titled() }
        val wanted = step.getJSONObject("states")
        wanted.keySet().forEach { assertEquals(it, wanted.getString(it), states[it]) }
    }

    private fun asked(step: JSONObject) = SettingsRecord(
        language = step.getString("language"),
        textPercent = step.getInt("text_percent").toUShort(),
        appearance = Appearance.entries.single { it.name.titled() == step.getString("appearance") },
        dataSaver = step.getBoolean("data_saver"),
        lockAfterS = 60u,
        purgeDays = 7u,
    )

    private fun lock(step: JSONObject) {
        val pin = step.getString("pin")
        val new = step.getString("new")
        Door(File(folder, "door").path, Turned(), null).use { door ->
            assertEquals(DoorState.Unused, door.state())
            door.begin(pin).destroy()
            val wrong = assertThrows(FarolaException.Auth::class.java) {
                door.check(step.getString("wrong"))
            }
            assertEquals(step.getString("code"), wrong.code)
            val key = door.arm(pin)
            assertEquals(32, key.size)
            door.changePin(pin, new)
            assertArrayEquals(key, door.arm(new))
            door.erase(new)
            assertEquals(DoorState.Unused, door.state())
        }
    }

    private fun erase() {
        filling?.destroy()
        phone.destroy()
        folder.deleteRecursively()
        phone = Phone.open(folder.path, FixedKey(9))
        assertEquals(0, phone.forms().size + phone.submissions().size)
    }

    /** Nothing is closed in order: the handles are dropped as when the process dies. */
    private fun kill() {
        val instance = open.instance()
        filling?.destroy()
        phone.destroy()
        phone = Phone.open(folder.path, FixedKey())
        filling = phone.resume(instance)
    }

    private fun shows(step: JSONObject, screen: ScreenRecord) {
        assertEquals(step.texts("labels"), screen.questions.map { it.drawn.label.plain })
    }

    private fun refused(step: JSONObject) {
        try {
            when (step.getString("call")) {
                "begin" -> phone.begin(step.getString("form"), null)
                "finalize" -> open.finalize()
                "answer" -> open.answer(step.getString("at"), step.getString("value"))
                "enrol" -> phone.enrol(step.getString("text"))
                "new_walk" -> phone.newWalk("es")
                "start_walk" -> phone.startWalk(80u)
                "discard" -> phone.discard(NOBODYS)
                "resume" -> phone.resume(NOBODYS)
                "retry" -> phone.retry(NOBODYS)
                "correct" -> phone.correct(NOBODYS, "es")
                "give_recording" -> open.giveRecording(step.getString("at"), "/nowhere.m4a")
                "file" -> open.file("nowhere.jpg")
                "sync" -> phone.sync(true, false, Unheard).wait()
                "hand_over" -> phone.handOver(false, Untaken, Unheard).wait()
                "add_fix" -> phone.addFix(FIX)
                "check_in" -> phone.checkIn()
                "key" -> Phone.open(folder.path, Locked)
                else -> error("no such call")
            }
        } catch (error: FarolaException) {
            assertEquals(step.getString("kind"), error.javaClass.simpleName)
            assertEquals(step.getString("code"), error.stableCode())
            return
        }
        fail("was not refused")
    }
}

private fun JSONObject.texts(name: String): List<String> = getJSONArray(name).map { it as String }

/** `ANSWERED` as the file writes it: `Answered`. */
private fun String.titled() = lowercase().replaceFirstChar { it.uppercase() }

/** A submission that nobody has. */
private const val NOBODYS = "uuid:00000000-0000-4000-8000-000000000000"

private val FIX = FixRecord(1, 20.6767, -103.347, null, 8.0, null, null)

private object Unheard : SyncWatcher {
    override fun progress(progress: ProgressRecord) = Unit
}

private object Untaken : ParcelCarrier {
    override fun carry(parcel: ParcelRecord) = Unit
}

private object Locked : KeySource {
    override fun key(): ByteArray = throw KeyRefusal.Locked()
}
