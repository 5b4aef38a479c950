package org.farola.app

import android.app.job.JobScheduler
import android.view.View
import android.widget.EditText
import java.time.LocalDate
import org.farola.app.fill.FillScreen
import org.farola.app.fill.ReviewScreen
import org.farola.app.form.chosen
import org.farola.app.form.face
import org.farola.app.home.HomeScreen
import org.farola.app.home.MessagesScreen
import org.farola.app.lock.FirstStartScreen
import org.farola.app.lock.LockScreen
import org.farola.app.look.LookContext
import org.farola.app.rig.HubRig
import org.farola.app.rig.Robot
import org.farola.app.rig.awaitTrue
import org.farola.app.rig.objects
import org.farola.app.rig.strings
import org.farola.app.walk.GateScreen
import org.farola.app.walk.WalkScreen
import org.farola.core.ChoiceLayout
import org.farola.core.DayRecord
import org.farola.core.EntryType
import org.farola.core.QuestionControl
import org.farola.core.QuestionRecord
import org.farola.core.ScreenType
import org.farola.core.SyncEnding
import org.farola.core.WalkPhase
import org.farola.core.shownDay
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue

/** The steps of bindings/scenario/walk.json as touches of a person. */
class WalkScenario(
    private val scenario: JSONObject,
    private val robot: Robot,
    private val hub: HubRig,
    private val photo: ByteArray,
) {
    /** Touches of the steps marked `counted`. */
    var counted = 0
        private set

    private val say get() = robot.activity.look

    fun run(step: JSONObject) {
        val before = robot.taps
        when (val what = step.getString("do")) {
            "first_start" -> firstStart(text(step, "pin"))
            "lock" -> robot.tap("lock")
            "unlock" -> unlock(text(step, "pin"), step.getBoolean("opens"))
            "change_pin" -> changePin(text(step, "from"), text(step, "to"))
            "enrol" -> enrol(step)
            "sync" -> sync(step)
            "home" -> home(step)
            "new_walk" -> robot.tap("walk")
            "fill" -> fill(step)
            "finalize" -> finalize()
            "gate" -> gate(step)
            "start_walk" -> {
                robot.tap("start_walk")
                assertTrue("the way is recorded", robot.startTrack())
                assertEquals(WalkPhase.WALKING, robot.screen<WalkScreen>().walk?.phase)
            }
            "fixes" -> fixes(step)
            "stop" -> stop(step)
            "finding" -> robot.tap("finding")
            "pause" -> robot.tap("pause").also { assertEquals(WalkPhase.PAUSED, robot.screen<WalkScreen>().walk?.phase) }
            "go_on" -> robot.tap("go_on").also { assertEquals(WalkPhase.WALKING, robot.screen<WalkScreen>().walk?.phase) }
            "check_in" -> robot.tap("check_in")
            "debrief" -> {
                robot.tap("debrief")
                robot.confirm()
            }
            "begin" -> {
                homeFirst()
                robot.tap("forms")
                robot.tap("form_${step.getString("form")}")
            }
            "form_language" -> formLanguage(step)
            "value" -> assertEquals(step.getString("is"), stored(question(step.getString("at"))))
            "add_repeat" -> addRepeat()
            "remove_repeat" -> removeRepeat()
            "kill" -> robot.kill().also { robot.screen<LockScreen>() }
            "review" -> hub.askCorrection(step)
            "correct" -> correct(step)
            "hub" -> hubHolds(step)
            "hub_record" -> hubRecord(step)
            "remove_everything" -> removeEverything()
            else -> error("no such step: $what")
        }
        if (step.optString("counted") == "stop_form_taps") counted += robot.taps - before
    }

    // Lock

    private fun firstStart(pin: String) {
        robot.screen<FirstStartScreen>()
        robot.pin("123456")
        assertTrue(robot.sees(say.words(R.string.code_lock_pin_simple)))
        robot.pin(pin)
        robot.pin(pin)
        robot.screen<HomeScreen>()
    }

    private fun unlock(pin: String, opens: Boolean) {
        robot.screen<LockScreen>()
        robot.pin(pin)
        assertEquals(opens, robot.activity.screen !is LockScreen)
        robot.startTrack()
        if (!opens) assertTrue(robot.sees(say.words(R.string.code_lock_wrong_pin)))
    }

    private fun changePin(from: String, to: String) {
        homeFirst()
        robot.tap("settings")
        robot.tap("set_pin")
        robot.pin(from)
        robot.pin(to)
        robot.pin(to)
        assertEquals(say.words(R.string.settings_pin_changed), robot.dialog())
        robot.tap("back")
    }

    // Hub

    private fun enrol(step: JSONObject) {
        if (robot.activity.screen is HomeScreen) robot.tap("enrol")
        if (step.optString("by") == "qr") {
            robot.tap("enrol_scan")
            robot.shutter(Robot.qr(hub.newPhone().getString("collectQr")))
            robot.tap("join_yes")
            val panel = robot.screen<HomeScreen>().sync
            awaitTrue("the forms are fetched at once") { panel.ended != null }
            robot.settle()
            return
        }
        (robot.find("enrol_text") as EditText).setText(step.getString("text"))
        robot.tap("enrol_join")
        val sentence = CODE_SENTENCES.getValue(step.getString("code"))
        assertEquals(say.words(sentence), robot.textOf("enrol_problem"))
    }

    private var deliveredInAll = 0

    private fun sync(step: JSONObject) {
        homeFirst()
        if (step.has("cut_after_bytes")) hub.relay.cutAfter(step.getLong("cut_after_bytes"))
        robot.tap("sync")
        val panel = robot.screen<HomeScreen>().sync
        awaitTrue("the exchange ends") { panel.ended != null }
        hub.relay.mend()
        robot.settle()
        val report = panel.report
        assertNotNull(panel.ended, report)
        val end = when (report!!.ended.ending) {
            is SyncEnding.Paused -> "paused"
            SyncEnding.UpToDate, SyncEnding.Left -> "complete"
            SyncEnding.Cancelled -> "cancelled"
        }
        assertEquals(panel.ended, step.getString("end"), end)
        assertTrue(robot.has("sync_ended"))
        if (end == "paused") {
            val jobs = robot.app.getSystemService(JobScheduler::class.java)?.allPendingJobs.orEmpty()
            assertEquals("the rest goes by itself when there is a network", 1, jobs.size)
        }
        deliveredInAll += report.ended.delivered.toInt()
        if (step.has("delivered_in_all")) assertEquals(step.getInt("delivered_in_all"), deliveredInAll)
        if (step.has("forms")) {
            assertTrue(robot.sees(say.count(R.plurals.home_forms_here, step.getInt("forms"))))
        }
    }

    private fun home(step: JSONObject) {
        homeFirst()
        robot.activity.screen.entered()
        robot.settle()
        val waiting = step.getInt("waiting")
        if (waiting > 0) {
            assertEquals(say.count(R.plurals.home_waiting, waiting), robot.textOf("waiting"))
        } else {
            assertFalse(robot.has("waiting"))
        }
        val papers = listOf(
            say.count(R.plurals.home_drafts_here, step.getInt("drafts")),
            say.count(R.plurals.home_waiting, waiting),
            say.count(R.plurals.home_received, step.getInt("sent")),
        ).joinToString("\u00a0· ")
        val news = step.getInt("messages")
        if (robot.has("papers")) assertTrue("$papers / ${robot.allWords()}", robot.sees(papers))
        val told = if (news == 0) say.words(R.string.messages_none) else say.count(R.plurals.home_messages_new, news)
        assertTrue(robot.allWords(), robot.sees(told))
    }

    private fun homeFirst() {
        repeat(4) {
            when {
                robot.activity.screen is HomeScreen -> return
                robot.has("home") -> robot.tap("home")
                robot.has("back") -> robot.tap("back")
            }
        }
        robot.screen<HomeScreen>()
    }

    private fun hubHolds(step: JSONObject) {
        val records = hub.queue()
        assertEquals(step.getInt("submissions"), records.size)
        if (step.has("photos")) {
            assertEquals(step.getInt("photos"), records.sumOf { it.getJSONObject("photos").getInt("present") })
        }
        if (step.has("edited")) {
            assertEquals(step.getInt("edited"), records.count { it.getString("state") == "edited" })
        }
    }

    private fun hubRecord(step: JSONObject) {
        val held = hub.answers(step.getString("form"), step.optString("title"))
        step.getJSONArray("answers").objects().forEach { answer ->
            val at = answer.getString("at")
            val expected = if (answer.isNull("is")) null else answer.getString("is")
            assertEquals(at, expected, held[at.replace("[1]", "")])
        }
    }

    private fun correct(step: JSONObject) {
        homeFirst()
        robot.activity.open(MessagesScreen(robot.activity))
        robot.settle()
        assertEquals("a list shows who wrote, and opens nothing", 1uL, news())
        robot.activity.home()
        robot.settle()
        val card = robot.views().first { (it.tag as? String)?.startsWith("correct_") == true }
        robot.tap(card)
        assertEquals("what is opened is seen", 0uL, news())
        assertTrue(robot.sees(step.getString("comment")))
        robot.tap("correct")
        question(step.getString("at"))
        assertTrue("the words stand beside the question", robot.sees(step.getString("comment")))
    }

    /** How many messages nobody has opened, as the core counts them. */
    private fun news(): ULong {
        var news: ULong? = null
        robot.app.core.ask({ it.homePlan("es", false).counts.messages }, { news = it }, ::error)
        robot.settle()
        return news!!
    }

    // Walk

    private fun gate(step: JSONObject) {
        robot.screen<GateScreen>()
        assertEquals(robot.allWords(), step.getBoolean("go"), robot.has("start_walk"))
    }

    private fun fixes(step: JSONObject) {
        val points = step.getJSONArray("points")
        val before = robot.screen<WalkScreen>().walk!!.fixesKept
        for (index in 0 until points.length()) {
            val point = points.getJSONArray(index)
            robot.fix(point.getDouble(0), point.getDouble(1), point.getDouble(2))
        }
        val walk = robot.screen<WalkScreen>().walk!!
        assertEquals("kept, refused ${walk.fixesRefused}", before + points.length().toUInt(), walk.fixesKept)
    }

    private fun stop(step: JSONObject) {
        assertEquals(step.getInt("number"), robot.screen<WalkScreen>().walk!!.nextStop.toInt())
        robot.tap(if (step.getString("kind") == "short") "short_stop" else "stop")
        robot.screen<FillScreen>()
    }

    private fun removeEverything() {
        homeFirst()
        robot.tap("settings")
        robot.tap("remove_all")
        robot.pin(scenario.getString("new_pin"))
        robot.confirm()
        awaitTrue("everything is gone") { robot.activity.screen is FirstStartScreen }
        assertEquals("nothing of the phone is left", emptyList<String>(), robot.kept())
    }

    // Form

    private fun fill(step: JSONObject) {
        step.getJSONArray("entries").objects().forEach { entry ->
            val at = entry.getString("at")
            goTo(at)
            answer(entry, question(at))
            if (entry.has("broken")) {
                robot.tap("next")
                assertTrue("stays", onPage(at) != null)
                assertTrue(robot.allWords(), robot.sees(entry.getString("broken")))
            }
        }
    }

    private fun finalize() {
        toEnd()
        robot.screen<ReviewScreen>()
        assertTrue(robot.allWords(), robot.has("finalize"))
        robot.tap("finalize")
        assertFalse(robot.activity.screen is ReviewScreen)
        assertTrue("what is kept is said: ${robot.allWords()}", robot.has("kept"))
    }

    private fun toEnd() {
        repeat(MOST_PAGES) {
            if (robot.activity.screen is ReviewScreen) return
            robot.tap("next")
        }
        error("the form does not end: ${robot.allWords()}")
    }

    private fun goTo(at: String) {
        repeat(MOST_PAGES) {
            if (onPage(at) != null) return
            val before = screen()
            robot.tap("next")
            check(robot.activity.screen !is ReviewScreen) { "$at is not asked" }
            check(screen() != before) { "held at ${before.reference}: ${robot.allWords()}" }
        }
        error("$at is not asked")
    }

    private fun screen() = robot.screen<FillScreen>().page!!.screen!!

    private fun onPage(at: String): QuestionRecord? =
        screen().questions.firstOrNull { plain(it.reference) == plain(at) && it.kind == EntryType.QUESTION }

    private fun question(at: String) = onPage(at) ?: error("$at is not on the page: ${robot.allWords()}")

    private fun stored(question: QuestionRecord) =
        robot.asked(robot.screen<FillScreen>()) { it.stored(question.reference) }

    private fun plain(reference: String) = reference.replace("[1]", "")

    private fun answer(entry: JSONObject, question: QuestionRecord) {
        when {
            entry.has("pick") -> choose(question, entry.getJSONArray("pick").strings())
            entry.has("type") -> type(entry.getString("type"), question)
            entry.has("photo") -> takePhoto()
            entry.has("date") -> date(LocalDate.now().plusDays(entry.getString("date").removePrefix("today+").toLong()))
            entry.has("date_time") -> robot.tap(named(say.words(R.string.control_now)))
            else -> error("nothing to do for $entry")
        }
    }

    private fun choose(question: QuestionRecord, values: List<String>) {
        val label = question.face.label.plain
        val control = question.face.control
        val layout = (control as? QuestionControl.SelectOne)?.layout ?: (control as? QuestionControl.SelectMany)?.layout
        if (layout == ChoiceLayout.Minimal) {
            robot.tap(page().first { it.isClickable && it.contentDescription?.contains(label) == true })
        }
        val before = question.face.chosen
        // The phone may have proposed it, the light from the hour: the count is that of someone
        // who has to choose, and what stands already is left as it is.
        robot.taps += values.count { it in before }
        values.filter { it !in before }.forEach { value ->
            robot.tap(named(question.choices.first { it.value == value }.drawn.label.plain))
        }
        assertEquals(values.toSet(), question(question.reference).face.chosen.toSet())
    }

    /** One touch for the field, one for each character. */
    private fun type(text: String, question: QuestionRecord) {
        val fields = page().filterIsInstance<EditText>()
        val field = fields.firstOrNull { it.contentDescription?.toString() == question.face.label.plain }
            ?: fields.first()
        field.requestFocus()
        robot.taps += 1
        if (field.text.isNotEmpty()) field.text.clear()
        text.forEach {
            field.text.append(it)
            robot.taps += 1
        }
        robot.settle()
    }

    private fun takePhoto() {
        robot.tap(named(say.words(R.string.control_photo_take)))
        robot.shutter(photo)
    }

    private fun recordOf(day: LocalDate) =
        DayRecord(day.year.toShort(), day.monthValue.toUByte(), day.dayOfMonth.toUByte())

    private fun date(day: LocalDate) {
        robot.tap(page().first { it.isClickable && it.contentDescription?.contains(say.words(R.string.form_choose_date)) == true })
        val name = shownDay(recordOf(day), LookContext.of(robot.screen<FillScreen>().look.context).reader)
        repeat(14) {
            page().firstOrNull { it.isClickable && it.contentDescription?.toString() == name }?.let {
                robot.tap(it)
                return
            }
            robot.tap(named(say.words(R.string.form_month_after)))
        }
        error("$name is not in the calendar")
    }

    private fun page(): List<View> = robot.views(robot.screen<FillScreen>().page!!)

    private fun named(words: String): View = page().firstOrNull {
        it.isClickable && (it.contentDescription?.toString() == words || (it as? android.widget.TextView)?.text?.toString() == words)
    } ?: error("nothing is called $words; here is ${robot.allWords()}")

    private fun formLanguage(step: JSONObject) {
        robot.tap("form_language")
        robot.tap("language_${step.getString("name")}")
        assertEquals(step.getString("label"), question(step.getString("at")).face.label.plain)
        assertTrue(robot.sees(step.getString("label")))
    }

    private fun addRepeat() {
        repeat(MOST_PAGES) {
            if (screen().kind == ScreenType.PROMPT) {
                val add = page().filterIsInstance<android.widget.Button>().first()
                robot.tap(add)
                return
            }
            robot.tap("next")
        }
    }

    private fun removeRepeat() {
        repeat(MOST_PAGES) {
            if (screen().kind == ScreenType.PROMPT) return@repeat
            robot.tap("next")
        }
        val remove = page().last { it.isClickable && it.contentDescription?.startsWith(removeWords()) == true }
        robot.tap(remove)
        val yes = say.words(R.string.form_remove_yes)
        robot.tap(page().last { (it as? android.widget.TextView)?.text?.toString() == yes && it.isShown })
    }

    private fun removeWords() = say.words(R.string.form_remove_named, "").trim()

    private fun text(step: JSONObject, name: String) =
        step.getString(name).replace("{pin}", scenario.getString("pin")).replace("{new_pin}", scenario.getString("new_pin"))

    private companion object {
        /** More than the longest form of the kit has. */
        const val MOST_PAGES = 80
    }
}
