package org.farola.core

import java.io.File
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.fail
import org.junit.Test

/** The steps of bindings/scenario on the real library; Python and Swift run the same. */
class ScenarioTest {
    private val home = File("../scenario")

    @Test
    fun everyStepGivesWhatItSays() = inFolder { folder ->
        val scenario = JSONObject(File(home, "scenario.json").readText())
        val run = Run(folder, File(home, scenario.getString("form")).readBytes())
        scenario.getJSONArray("steps").forEachIndexed { index, step ->
            try {
                run.step(step as JSONObject)
            } catch (error: Throwable) {
                throw AssertionError("step ${index + 1}: $step: ${error.message}", error)
            }
        }
    }
}

private class Run(private val folder: File, private val form: ByteArray) {
    private var phone = Phone.open(folder.path, FixedKey())
    private var filling: Filling? = null
    private val open get() = filling ?: error("no form is open")

    fun step(step: JSONObject) {
        when (step.getString("do")) {
            "add_form" -> phone.addForm(form).let {
                assertEquals(step.getString("id"), it.id)
                assertEquals(step.getString("title"), it.title)
                assertEquals(1, phone.forms().size)
            }
            "begin" -> filling = phone.begin(step.getString("form"), step.getString("language"))
            "screen" -> shows(step, open.screen())
            "next" -> shows(step, open.next())
            "go_to" -> shows(step, open.goTo(step.getString("at")))
            "language" -> shows(step, open.setLanguage(step.getString("name")))
            "add_repeat" -> shows(step, open.addRepeat(step.getString("at")))
            "remove_repeat" -> open.removeRepeat(step.getString("at"))
            "answer" -> {
                val answered = open.answer(step.getString("at"), step.getString("value"))
                assertEquals(step.optString("broken", null), answered.broken?.words)
            }
            "value" -> {
                val at = step.getString("at")
                val question = open.goTo(at).questions.first { it.reference == at }
                assertEquals(step.getString("is"), question.value)
            }
            "faults" -> assertEquals(
                step.getJSONArray("references").toList(),
                open.faults().map { it.reference },
            )
            "home" -> phone.home().let {
                assertEquals(step.getLong("drafts"), it.drafts.toLong())
                assertEquals(step.getLong("waiting"), it.waiting.toLong())
            }
            "finalise" -> assertEquals(step.getInt("attachments"), open.finalise().attachments.size)
            "kill" -> kill()
            "refused" -> refused(step)
            else -> error("no such step")
        }
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
        val labels = step.getJSONArray("labels").toList()
        assertEquals(labels, screen.questions.map { it.label })
    }

    private fun refused(step: JSONObject) {
        try {
            when (step.getString("call")) {
                "begin" -> phone.begin(step.getString("form"), null)
                "finalise" -> open.finalise()
                "answer" -> open.answer(step.getString("at"), step.getString("value"))
                "enrol" -> phone.enrol(step.getString("text"))
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

private object Locked : KeySource {
    override fun key(): ByteArray = throw KeyRefusal.Locked()
}
