package org.farola.app.lock

import android.content.Intent
import android.os.SystemClock
import android.view.View
import android.view.WindowManager
import android.widget.EditText
import java.io.File
import java.time.Duration
import org.farola.app.R
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.home.HomeScreen
import org.farola.app.home.SettingsScreen
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.app.rig.awaitTrue
import org.farola.app.sense.Place
import org.farola.core.DoorState
import org.farola.core.FarolaException
import org.farola.core.KeyRefusal
import org.farola.core.pinPad
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock

/** The core's door as the app stands on it: what each use of a PIN comes to, and what locks. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class DoorTest {
    private fun begun(test: (Robot) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
        test(robot)
    }

    private fun Robot.saysOnPad(words: Int) = assertEquals(activity.look.words(words), textOf("pin_words"))

    /** A wrong PIN given for what is behind a button of the settings. */
    private fun Robot.wrongFor(tag: String) {
        tap(tag)
        pin(WRONG)
        saysOnPad(R.string.code_lock_wrong_pin)
        tap("back")
        screen<SettingsScreen>()
    }

    /** Whatever a reply of before leads to, she stays before the lock. */
    @Test
    fun aReplyThatComesAfterTheLockLeadsNowhere() = begun { robot ->
        val activity = robot.activity
        val leads = listOf<() -> Unit>(
            { activity.toWalk() },
            { activity.home() },
            { activity.home { error("there is no home behind the lock") } },
            { activity.open(SettingsScreen(activity)) },
            { activity.replace(SettingsScreen(activity)) },
            activity::goBack,
            activity::unlocked,
        )
        leads.forEach { lead ->
            val free = robot.hold()
            activity.core.ask({ it.settings() }, { lead() }, { error("not asked: $it") })
            activity.lock()
            free()
            robot.settle()
            robot.screen<LockScreen>()
            assertFalse("the phone is shut", robot.app.core.open)
            robot.pin(PIN)
            robot.screen<HomeScreen>()
        }
    }

    @Test
    fun aWrongPinCountsAtEveryUseAndTheSixthTryWaits() = begun { robot ->
        robot.finger.here = true
        robot.tap("settings")
        listOf("set_pin", "set_finger", "remove_all").forEach { robot.wrongFor(it) }
        robot.tap("lock")
        repeat(2) {
            robot.pin(WRONG)
        }
        assertFalse("after five the pad rests", robot.find("pin_1").isEnabled)
        assertEquals(robot.activity.look.count(R.plurals.lock_wait, 30), robot.textOf("pin_words"))
        // Whatever asks for the PIN, and whatever PIN it is.
        val codes = mutableListOf<String>()
        val door = robot.app.door
        val said = { code: String -> codes += code }
        door.unlock(PIN, { codes += "opened" }, said)
        door.changePin(PIN, OTHER, { codes += "changed" }, said)
        door.arm(PIN, { codes += "armed" }, said)
        door.check(PIN, { codes += "checked" }, said)
        door.erase(PIN, { codes += "erased" }, said)
        robot.settle()
        assertEquals(List(5) { "lock.wait" }, codes)
        robot.instants.pass(30_000)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(2))
        robot.settle()
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** A slip of the finger must not become the PIN, neither the first nor a new one. */
    @Test
    fun aPinIsTypedTwice(): Unit = Robot().use { robot ->
        fun choose() {
            robot.pin(OTHER)
            robot.pin(WRONG)
            robot.saysOnPad(R.string.code_lock_pin_differs)
            // Both are forgotten: this is the first again.
            robot.pin(THIRD)
            robot.pin(OTHER)
            robot.saysOnPad(R.string.code_lock_pin_differs)
            robot.pin("123456")
            robot.saysOnPad(R.string.code_lock_pin_simple)
        }
        choose()
        robot.pin(PIN)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
        robot.tap("settings")
        robot.tap("set_pin")
        robot.pin(PIN)
        choose()
        robot.pin(OTHER)
        robot.pin(OTHER)
        robot.screen<SettingsScreen>()
        robot.tap("back")
        robot.tap("lock")
        robot.pin(OTHER)
        robot.screen<HomeScreen>()
    }

    /** A glass that goes dark locks at once, whatever is in front. */
    @Test
    fun aDarkGlassLocks() = begun { robot ->
        robot.app.sendBroadcast(Intent(Intent.ACTION_SCREEN_OFF))
        robot.settle()
        robot.screen<LockScreen>()
        assertFalse("the phone is shut", robot.app.core.open)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** Where a PIN is typed nothing is recorded, and no touch comes through another app's layer. */
    @Test
    fun aPinIsTypedUnseenAndUnguided() = begun { robot ->
        fun held(pad: String) {
            val flags = robot.activity.window.attributes.flags
            assertTrue(pad, flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
            val above = generateSequence(robot.find("pin_1") as View) { it.parent as? View }
            assertTrue(pad, above.any { it.filterTouchesWhenObscured })
        }
        robot.tap("lock")
        held("lock")
        robot.pin(PIN)
        robot.tap("settings")
        for (way in listOf("set_pin", "remove_all")) {
            robot.tap(way)
            held(way)
            robot.tap("back")
        }
    }

    /** Each guess asks the phone's own key: without it the right PIN opens nothing, and says so. */
    @Test
    fun thePinNeedsTheKeyOfThePhone() = begun { robot ->
        robot.tap("lock")
        robot.keys.stirs = ByteArray(32) { 8 }
        robot.pin(PIN)
        robot.saysOnPad(R.string.code_lock_wrong_pin)
        robot.keys.stirs = ByteArray(32) { 7 }
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** What cannot be a PIN is not handed in: it would count as a wrong one. */
    @Test
    fun onlyWhatCanBeAPinIsHandedIn() = begun { robot ->
        robot.tap("lock")
        assertFalse("nothing is typed", robot.find("pin_enter").isEnabled)
        val least = (0..MOST_TYPED).first { pinPad(it.toUInt()).whole }
        val most = (0..MOST_TYPED).first { !pinPad(it.toUInt()).takesMore }
        repeat(WRONG_FREE + 1) {
            repeat(least - 1) { robot.tap("pin_9") }
            assertFalse(robot.find("pin_enter").isEnabled)
            robot.find("pin_enter").performClick()
            robot.settle()
            repeat(least - 1) { robot.tap("pin_erase") }
        }
        assertTrue("no try was counted", robot.find("pin_1").isEnabled)
        PIN.forEach { robot.tap("pin_$it") }
        assertTrue(robot.find("pin_enter").isEnabled)
        robot.tap("pin_erase")
        assertFalse("one was taken back", robot.find("pin_enter").isEnabled)
        robot.tap("pin_${PIN.last()}")
        repeat(most) { robot.tap("pin_9") }
        assertEquals(most, robot.textOf("pin").length)
        repeat(most - PIN.length) { robot.tap("pin_erase") }
        robot.tap("pin_enter")
        robot.screen<HomeScreen>()
    }

    @Test
    fun theClockOnTheWallDoesNotShortenAWaitAndNoRestartEndsIt() = begun { robot ->
        robot.tap("lock")
        repeat(5) { robot.pin(WRONG) }
        SystemClock.setCurrentTimeMillis(System.currentTimeMillis() + DAY_MS)
        ShadowSystemClock.advanceBy(Duration.ofDays(1))
        robot.settle()
        assertFalse(robot.find("pin_1").isEnabled)
        robot.kill()
        assertFalse("a new process has forgotten nothing", robot.find("pin_1").isEnabled)
        robot.instants.pass(29_999)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(2))
        robot.settle()
        assertEquals(robot.activity.look.count(R.plurals.lock_wait, 1), robot.textOf("pin_words"))
        robot.instants.pass(1)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(2))
        robot.settle()
        assertTrue(robot.find("pin_1").isEnabled)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** Up to 0.1 the sealed key lay alone in `sealed`, and the count of wrong PINs in `failures`. */
    @Test
    fun aPhoneOfTheOldLayoutOpens() = Robot().use { robot ->
        // Its app asked the phone for no key of its own.
        robot.keys.stirs = null
        robot.pin(PIN)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
        robot.app.core.ask({ it.addForm(form()) }, {}, ::error)
        robot.settle()
        robot.tap("lock")
        val file = File(robot.dir, "door")
        val plain = robot.keys.unwrap(file.readBytes())
        val sealed = plain.copyOfRange(String(plain, Charsets.ISO_8859_1).indexOf("FK1"), plain.size)
        File(robot.dir, "sealed").writeBytes(robot.keys.wrap(sealed))
        File(robot.dir, "failures").writeText("4 1000")
        assertTrue(file.delete())
        robot.kill()
        robot.keys.stirs = ByteArray(32) { 7 }
        robot.screen<LockScreen>()
        assertEquals(listOf("door", "phone"), robot.kept())
        robot.pin(WRONG)
        assertFalse("the count was taken over: this was the fifth", robot.find("pin_1").isEnabled)
        robot.instants.pass(30_000)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(2))
        robot.settle()
        robot.pin(PIN)
        var forms = 0
        robot.app.core.ask({ it.forms().size }, { forms = it }, ::error)
        robot.settle()
        assertEquals("the database is the one of before", 1, forms)
        val now = String(robot.keys.unwrap(file.readBytes()), Charsets.ISO_8859_1)
        assertTrue("the seal was taken over", now.contains("FK2") && !now.contains("FK1"))
    }

    @Test
    fun whereNoPinOpensAnyMoreAFingerDoesOrEverythingIsRemoved() = begun { robot ->
        robot.finger.here = true
        robot.tap("settings")
        robot.tap("set_finger")
        robot.pin(PIN)
        robot.tap("back")
        robot.tap("lock")
        assertTrue(File(robot.dir, "door").delete())
        robot.kill()
        assertEquals(robot.activity.look.words(R.string.code_lock_damaged), robot.textOf("damaged"))
        assertFalse("a PIN is of no use", robot.has("pin_1"))
        robot.tap("finger")
        robot.screen<HomeScreen>()
        robot.tap("lock")
        robot.tap("remove_all")
        robot.confirm()
        robot.screen<FirstStartScreen>()
        assertEquals(emptyList<String>(), robot.kept())
        assertFalse("what the finger opened is gone", robot.finger.armed())
        robot.pin(OTHER)
        robot.pin(OTHER)
        robot.screen<HomeScreen>()
    }

    @Test
    fun aKeyStoreThatRefusesLetsNobodyInAndSaysWhy() = begun { robot ->
        robot.tap("lock")
        robot.keys.refuses = KeyRefusal.Denied()
        robot.pin(PIN)
        robot.screen<LockScreen>()
        robot.saysOnPad(R.string.code_storage_key_denied)
        robot.keys.refuses = null
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** Six words that the phone draws are a PIN: noted, typed once, and from then on they open. */
    @Test
    fun sixWordsAreOfferedAndOpen(): Unit = Robot().use { robot ->
        robot.tap("words_offer")
        val words = robot.textOf("words")
        assertEquals(6, words.trim().split(" ").size)
        robot.tap("words_noted")
        fun type(text: String) {
            (robot.find("pin_phrase") as EditText).setText(text)
            robot.settle()
        }
        type(words.substringBeforeLast(' '))
        assertFalse("five are too few", robot.find("phrase_enter").isEnabled)
        type(words.uppercase())
        robot.tap("phrase_enter")
        robot.screen<HomeScreen>()
        robot.tap("lock")
        assertFalse("digits are asked for first", robot.has("pin_phrase"))
        robot.tap("pin_other")
        type(words)
        robot.tap("phrase_enter")
        robot.screen<HomeScreen>()
    }

    /** Who would rather have digits goes back to them, and words that were typed wrongly open nothing. */
    @Test
    fun wordsAreDeclinedOrTypedWrongly(): Unit = Robot().use { robot ->
        robot.tap("words_offer")
        val words = robot.textOf("words")
        robot.tap("words_no")
        robot.tap("words_offer")
        assertFalse("drawn anew", words == robot.textOf("words"))
        robot.tap("words_noted")
        (robot.find("pin_phrase") as EditText).setText(words)
        robot.settle()
        robot.tap("phrase_enter")
        robot.saysOnPad(R.string.code_lock_pin_differs)
        robot.pin(PIN)
        robot.pin(PIN)
        robot.screen<HomeScreen>()
    }

    /** In sight too, when nobody touches it; a touch and a letter are somebody. */
    @Test
    fun itLocksByItselfWhenNobodyTouchesIt() = begun { robot ->
        fun pass(seconds: Long) {
            robot.instants.pass(seconds * 1_000)
            ShadowSystemClock.advanceBy(Duration.ofSeconds(seconds))
            robot.settle()
        }
        pass(59)
        robot.activity.onUserInteraction()
        robot.settle()
        pass(59)
        robot.screen<HomeScreen>()
        robot.tap("enrol")
        val field = robot.views().filterIsInstance<EditText>().first()
        field.requestFocus()
        field.append("h")
        robot.settle()
        pass(59)
        assertFalse("a letter is somebody", robot.activity.screen is LockScreen)
        pass(2)
        robot.screen<LockScreen>()
        assertFalse("the phone is shut", robot.app.core.open)
    }

    /** Neither the lock nor a position of the walk waits for a form. */
    @Test
    fun lockAndPositionsWaitForNoForm() = begun { robot ->
        robot.app.core.ask({ Kit.addForms(it); Kit.register(it); it.startWalk(null) }, {}, ::error)
        robot.settle()
        val free = robot.hold()
        var kept: UInt? = null
        robot.app.core.addPlace(Place(System.currentTimeMillis(), 20.6689, -103.3392, null, 5.0, null, null)) {
            kept = it.fixesKept
        }
        awaitTrue("the position is heard while the form works") { kept != null }
        assertEquals(1u, kept)
        var state: DoorState? = null
        robot.activity.lock()
        robot.app.door.state({ state = it }, ::error)
        awaitTrue("it is locked while the form works") { state != null }
        assertTrue("$state", state is DoorState.Locked)
        free()
        robot.settle()
        robot.screen<LockScreen>()
    }

    @Test
    fun outOfSightItLocksByItselfAndTheDatabaseShuts() = begun { robot ->
        robot.controller().pause().stop()
        robot.settle()
        robot.instants.pass(60_000)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(61))
        robot.settle()
        assertTrue("nobody has come back", robot.activity.screen is LockScreen)
        assertFalse(robot.app.core.open)
    }

    @Test
    fun inTheCameraThatWeOpenedSheHasLonger() = begun { robot ->
        robot.activity.capture.photo(false) {}
        robot.controller().pause().stop()
        robot.settle()
        robot.instants.pass(299_000)
        robot.controller().restart().start().resume()
        robot.settle()
        robot.screen<HomeScreen>()
    }

    @Test
    fun afterAFaultThePhoneIsOpenedAnewAndNotForEver() = begun { robot ->
        fun phone(): Any? {
            var seen: Any? = null
            robot.app.core.ask({ it }, { seen = it }, ::error)
            robot.settle()
            return seen
        }
        fun fault() {
            var said = ""
            robot.app.core.ask({ throw FarolaException.Bug("storage.bug") }, {}, { said = it })
            robot.settle()
            assertEquals("storage.bug", said)
        }
        val before = phone()
        fault()
        val after = phone()
        assertNotNull(after)
        assertFalse(before === after)
        fault()
        assertTrue("a core that breaks each time is opened once a minute", after === phone())
        robot.screen<HomeScreen>()
    }

    @Test
    fun aFormIsLeftWhenItLocksAndGoesOnWhereItWas() = begun { robot ->
        robot.app.core.ask({ it.addForm(form()) }, {}, ::error)
        robot.settle()
        robot.activity.open(FillScreen(robot.activity, Task.Form("corner")))
        robot.settle()
        robot.screen<FillScreen>()
        robot.controller().pause().stop()
        robot.settle()
        robot.instants.pass(60_000)
        robot.controller().restart().start().resume()
        robot.settle()
        robot.screen<LockScreen>()
        robot.pin(PIN)
        robot.screen<HomeScreen>()
        var drafts = 0
        robot.app.core.ask({ it.drafts().size }, { drafts = it }, ::error)
        robot.settle()
        assertEquals("the draft is there", 1, drafts)
    }

    private fun form() = File(System.getProperty("farola.root"), "bindings/scenario/form.xml").readBytes()

    private companion object {
        /** More digits than any PIN has. */
        const val MOST_TYPED = 99
        const val PIN = "271828"
        const val OTHER = "602214"
        const val THIRD = "493815"
        const val WRONG = "000111"
        const val DAY_MS = 86_400_000L

        /** After so many wrong ones the pad rests. */
        const val WRONG_FREE = 5
    }
}
