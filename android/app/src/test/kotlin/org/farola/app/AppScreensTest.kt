package org.farola.app

import java.io.File
import org.farola.app.fill.FillScreen
import org.farola.app.fill.LanguageScreen
import org.farola.app.fill.OutlineScreen
import org.farola.app.fill.ReviewScreen
import org.farola.app.fill.FinalizedScreen
import org.farola.app.fill.Task
import org.farola.app.home.DraftScreen
import org.farola.app.home.EnrolScreen
import org.farola.app.home.FormsScreen
import org.farola.app.home.HomeScreen
import org.farola.app.home.JoinScreen
import org.farola.app.home.MessageScreen
import org.farola.app.home.MessagesScreen
import org.farola.app.home.PapersScreen
import org.farola.app.home.RemoveScreen
import org.farola.app.home.SettingsScreen
import org.farola.app.home.SubmissionScreen
import org.farola.app.lock.FirstStartScreen
import org.farola.app.lock.LockScreen
import org.farola.app.look.Palette
import org.farola.app.rig.Contrast
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.app.rig.Seen
import org.farola.app.walk.GateScreen
import org.farola.app.walk.WalkScreen
import org.farola.core.AfterFinalizing
import org.farola.core.Appearance
import org.farola.core.CommentRecord
import org.farola.core.CorrectionStep
import org.farola.core.HomePlanRecord
import org.farola.core.HomeRecord
import org.farola.core.FormPurpose
import org.farola.core.KeptGoes
import org.farola.core.LeadsTo
import org.farola.core.MessageRecord
import org.farola.core.MessageSaid
import org.farola.core.ReviewState
import org.farola.core.StopKind
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/**
 * Every screen of the app in both languages, both lights and three sizes: a picture of each for
 * people to look at (target/screens/app), and what a machine can judge of it.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class AppScreensTest {
    private val out = File(System.getProperty("screens"), "app")
    private val root = File(System.getProperty("farola.root"))
    private val complaints = sortedSetOf<String>()

    private class Looked(val language: String, val percent: Int, val night: Boolean) {
        val name = "$language-${if (night) "night" else "day"}-$percent"
    }

    private val looks = listOf(
        Looked("es", 100, false), Looked("es", 100, true), Looked("en", 100, false), Looked("en", 100, true),
        Looked("es", 200, false), Looked("es", 200, true), Looked("en", 200, false), Looked("en", 200, true),
    )

    @Test
    fun everyScreenInEveryLook(): Unit = Robot().use { robot ->
        val seen = Seen(robot)
        fun shoot(name: String, look: String) {
            robot.settle()
            seen.picture(File(out, "$name-$look.png"))
            seen.complaints().forEach { complaints += "$name-$look: $it" }
        }
        shoot("first_start", "es-day-100")
        robot.pin(PIN)
        robot.pin(PIN)
        shoot("home_new", "es-day-100")
        robot.tap("enrol")
        shoot("enrol", "es-day-100")
        prepare(robot)
        each(robot) { look ->
            atHome(robot).forEach { (name, open) ->
                robot.activity.home()
                open()
                shoot(name, look.name)
            }
        }
        startWalk(robot)
        each(robot) { look ->
            onTheWay(robot).forEach { (name, open) ->
                robot.activity.toWalk()
                open()
                shoot(name, look.name)
            }
        }
        assertEquals("", complaints.joinToString("\n"))
    }

    /** A location service without the permission ends the app on Android 14 and newer. */
    @Test
    fun theWayIsRecordedOnceThePositionMayBeKnownAndAfterAPause(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        prepare(robot)
        val place = arrayOf("android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_COARSE_LOCATION")
        org.robolectric.Shadows.shadowOf(robot.app).denyPermissions(*place)
        robot.activity.open(GateScreen(robot.activity))
        robot.settle()
        robot.tap("start_walk")
        robot.screen<WalkScreen>()
        assertEquals("recorded without being allowed", false, robot.startTrack())
        org.robolectric.Shadows.shadowOf(robot.app).grantPermissions(*place)
        robot.activity.onRequestPermissionsResult(22, place, intArrayOf(0, 0))
        robot.settle()
        assertTrue("allowed, and not recorded", robot.startTrack())
        robot.tap("pause")
        robot.kill()
        robot.pin(PIN)
        robot.screen<WalkScreen>()
        assertTrue("killed in a pause, and not recorded after it", robot.startTrack())
    }

    /** An update every few seconds must not take the button from below a finger that is slow to rise. */
    @Test
    fun theWalksScreenKeepsItsViewsAndChangesTheirWords(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        prepare(robot)
        startWalk(robot)
        val button = robot.find("stop")
        val kept = robot.views().toSet()
        val before = robot.textOf("walk_line")
        assertTrue("a begun minute is whole", robot.sees(robot.activity.look.words(R.string.walk_check_in_fine, 20)))
        val down = android.os.SystemClock.uptimeMillis()
        fun touch(action: Int) = android.view.MotionEvent.obtain(down, down, action, 9f, 9f, 0).let {
            button.dispatchTouchEvent(it)
            it.recycle()
        }
        touch(android.view.MotionEvent.ACTION_DOWN)
        robot.fix(20.66938, -103.33855, 9.0)
        robot.settle()
        assertEquals("the line says what was walked meanwhile", false, before == robot.textOf("walk_line"))
        assertTrue("views were made anew", robot.views().all { it in kept })
        touch(android.view.MotionEvent.ACTION_UP)
        robot.settle()
        robot.screen<FillScreen>()
    }

    /** A pause shows other buttons; those of before come back with it, and are the same. */
    @Test
    fun aPauseHidesAndShowsTheSameButtons(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        prepare(robot)
        startWalk(robot)
        val onTheWay = listOf("stop", "short_stop", "finding", "pause").map(robot::find)
        assertEquals(false, robot.has("go_on"))
        robot.tap("pause")
        assertTrue("a stop in a pause", onTheWay.none { it.isShown })
        robot.tap("go_on")
        assertEquals(onTheWay, listOf("stop", "short_stop", "finding", "pause").map(robot::find))
    }

    /** In a pause nothing is recorded; where the group is goes on being known, behind the lock too. */
    @Test
    fun lockedInAPausePositionsGoOnAndNothingElseIsToBeHad(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        prepare(robot)
        startWalk(robot)
        val kept = robot.screen<WalkScreen>().walk!!.fixesKept
        robot.tap("pause")
        robot.tap("lock")
        robot.screen<LockScreen>()
        assertTrue("the walk goes on behind the lock", robot.app.core.open)
        robot.fix(20.66945, -103.3384, 31.0)
        robot.pin("000111")
        robot.screen<LockScreen>()
        robot.pin(PIN)
        val walk = robot.screen<WalkScreen>().walk!!
        assertEquals(31.0, walk.accuracyM!!, 0.5)
        assertEquals("a pause records nothing", kept, walk.fixesKept)
        robot.tap("go_on")
        robot.tap("lock")
        robot.fix(20.66948, -103.33835, 9.0)
        robot.pin(PIN)
        val after = robot.screen<WalkScreen>().walk!!
        assertEquals(
            "the filter saw it behind the lock", 1u + walk.fixesKept + walk.fixesRefused, after.fixesKept + after.fixesRefused,
        )
    }

    /** The same three sentences as on the other phone: what waits, what waits for her, the contact. */
    @Test
    fun theHonestLine(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        val screen = robot.screen<HomeScreen>()
        val plan = robot.plan()
        fun line(counts: HomeRecord): String {
            robot.activity.setContentView(screen.sync.view(plan.copy(counts = counts)))
            return robot.textOf("sync_line")
        }
        val none = HomeRecord(0u, 0u, 0u, null, 0u, 0u, 0u, null)
        assertEquals("Nada por enviar. Todavía sin contacto con el municipio.", line(none))
        val waiting = none.copy(waiting = 3u, waitingMedia = 1u, mediaPercent = 40u)
        assertEquals("3 por enviar, 1 foto al 40 %. Todavía sin contacto con el municipio.", line(waiting))
        assertEquals("1 foto. Todavía sin contacto con el municipio.", line(none.copy(waitingMedia = 1u)))
        val aside = line(none.copy(stuck = 2u, lastContactMs = System.currentTimeMillis() - 60_000))
        assertTrue(aside, aside.startsWith("2 esperan una decisión. Último contacto: "))
        assertTrue("where it is kept is said whatever waits", robot.sees(robot.activity.look.words(R.string.app_saved)))
    }

    private fun Robot.plan(): HomePlanRecord {
        var plan: HomePlanRecord? = null
        app.core.ask({ it.homePlan("es", false) }, { plan = it }, ::error)
        settle()
        return plan!!
    }

    @Test
    fun secretScreensAreNotShownToOthers(): Unit = Robot().use { robot ->
        val secure = android.view.WindowManager.LayoutParams.FLAG_SECURE
        fun hidden() = robot.activity.window.attributes.flags and secure != 0
        assertTrue("a PIN is chosen", hidden())
        robot.pin(PIN)
        robot.pin(PIN)
        assertTrue("home", robot.screen<HomeScreen>().let { hidden() })
        robot.tap("settings")
        assertTrue("settings name the hub", hidden())
        robot.tap("back")
        robot.tap("lock")
        robot.screen<LockScreen>()
        assertTrue("a PIN is asked for", hidden())
        assertEquals("the database is shut behind the lock", false, robot.app.core.open)
    }

    @Test
    fun theFingerOpensAndWrongPinsWait(): Unit = Robot().use { robot ->
        robot.finger.here = true
        robot.pin(PIN)
        robot.pin(PIN)
        robot.tap("settings")
        robot.tap("set_finger")
        robot.pin(PIN)
        robot.tap("back")
        robot.tap("lock")
        robot.tap("finger")
        robot.screen<HomeScreen>()
        assertEquals(1, robot.finger.asked)
        robot.tap("lock")
        repeat(WRONG_FREE) { robot.pin("000111") }
        assertEquals("after $WRONG_FREE wrong ones the pad rests", false, robot.find("pin_1").isEnabled)
    }

    @Test
    fun leftAloneItLocks(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        val controller = robot.controller()
        controller.pause().stop()
        robot.settle()
        robot.instants.pass(59_000)
        controller.restart().start().resume()
        robot.settle()
        robot.screen<HomeScreen>()
        controller.pause().stop()
        robot.settle()
        robot.instants.pass(60_000)
        controller.restart().start().resume()
        robot.settle()
        assertTrue(robot.activity.screen is LockScreen)
    }

    @Test
    fun everyPairOfColoursCanBeRead() {
        listOf(Palette.DAY, Palette.NIGHT).forEach { palette ->
            val pairs = with(palette) {
                listOf(
                    ink to page, ink to card, quiet to page, quiet to card, onLight to light, onDeep to deep,
                    onChosen to chosen, onNote to note, wrong to page, wrong to card, wrong to wrongGround, good to page,
                )
            }
            pairs.forEach { (text, ground) ->
                val ratio = Contrast.ratio(text, ground)
                assertTrue("%08x on %08x: %.2f".format(text, ground, ratio), ratio >= Contrast.READABLE)
            }
        }
    }

    private fun each(robot: Robot, work: (Looked) -> Unit) = looks.forEach { look ->
        val light = if (look.night) Appearance.DARK else Appearance.LIGHT
        robot.app.core.ask(
            {
                it.setSettings(
                    it.settings().copy(language = look.language, textPercent = look.percent.toUShort(), appearance = light),
                )
            },
            { robot.activity.settled(it) },
            ::error,
        )
        robot.settle()
        work(look)
    }

    /** Forms, a hub that is not there, a form that was finalized and one that was left. */
    private fun prepare(robot: Robot) {
        robot.app.core.ask(
            { phone ->
                Kit.addForms(phone)
                phone.addForm(File(root, "bindings/scenario/form.xml").readBytes())
                phone.enrol("http://127.0.0.1:9/v1/key/${"k".repeat(64)}/projects/1")
                Kit.register(phone)
                phone.begin("cs_hallazgo", "es").use { it.answer("/data/tipo", "lampara") }
            },
            {}, ::error,
        )
        robot.settle()
        robot.activity.home()
        robot.settle()
    }

    private fun atHome(robot: Robot): Map<String, () -> Unit> {
        val shell = robot.activity
        val phone = robot.app.core
        val kept = AfterFinalizing(LeadsTo.RECEIPT, FormPurpose.REGISTRATION, KeptGoes.WITH_NETWORK)
        return mapOf(
            "home" to {},
            "lock" to { shell.open(LockScreen(shell)) },
            "first_start" to { shell.open(FirstStartScreen(shell)) },
            "enrol" to { shell.open(EnrolScreen(shell, null)) },
            "join" to {
                val other = "https://hub.example/v1/key/k/projects/1"
                phone.ask({ it.enrolmentOffer(other) }, { shell.open(JoinScreen(shell, other, it)) }, ::error)
            },
            "forms" to { shell.open(FormsScreen(shell)) },
            "papers" to { shell.open(PapersScreen(shell)) },
            "draft" to { phone.ask({ it.drafts() }, { shell.open(DraftScreen(shell, it.first())) }, ::error) },
            "submission" to {
                phone.ask({ it.submissions() }, { shell.open(SubmissionScreen(shell, it.first())) }, ::error)
            },
            "messages" to { shell.open(MessagesScreen(shell)) },
            "message" to { phone.ask({ it.submissions() }, { shell.open(MessageScreen(shell, message(it.first().instance))) }, ::error) },
            "settings" to { shell.open(SettingsScreen(shell)) },
            "remove" to { shell.open(RemoveScreen(shell)) },
            "gate" to { shell.open(GateScreen(shell)) },
            "finalized" to {
                phone.ask({ it.submissions() }, { shell.open(FinalizedScreen(shell, it.first().instance, kept)) }, ::error)
            },
        )
    }

    private fun startWalk(robot: Robot) {
        robot.app.core.ask({ it.startWalk(80u) }, {}, ::error)
        robot.settle()
        robot.activity.toWalk()
        robot.settle()
        robot.app.parts.track.start()
        robot.startTrack()
        WAY.forEach { (lat, lon) -> robot.fix(lat, lon, 9.0) }
    }

    private fun onTheWay(robot: Robot): Map<String, () -> Unit> {
        val shell = robot.activity
        fun filled(task: Task, then: (FillScreen) -> Unit) {
            val screen = FillScreen(shell, task)
            shell.open(screen)
            robot.settle()
            then(screen)
        }
        fun stop(then: (FillScreen) -> Unit) = filled(Task.Stop(StopKind.FULL), then)
        fun review(screen: FillScreen) {
            val review = robot.asked(screen) { it.review() }
            shell.open(ReviewScreen(shell, screen.form, review, {}, { false }, {}, {}))
        }
        return mapOf(
            "walk" to {},
            "fill" to { stop { it.goTo("/data/p_salida") } },
            "fill_held" to {
                stop { screen ->
                    robot.asked(screen) {
                        it.answer("/data/luz_ahora", "noche")
                        it.answer("/data/lamp_total", "4")
                        it.answer("/data/lamp_apagadas", "5")
                    }
                    screen.goTo("/data/lamp_apagadas")
                    robot.settle()
                    screen.goOn()
                }
            },
            "outline" to { stop { screen -> shell.open(OutlineScreen(shell, robot.asked(screen) { it.outline() }) {}) } },
            "form_language" to {
                stop { screen ->
                    val languages = robot.asked(screen) { it.formLanguages() }
                    shell.open(LanguageScreen(shell, languages, screen.page!!.screen!!.language) {})
                }
            },
            "review_missing" to { stop(::review) },
            "review" to {
                filled(Task.Form("corner")) { screen ->
                    robot.asked(screen) {
                        it.answer("/corner/street", "Pino Suárez")
                        it.answer("/corner/light", "2")
                    }
                    review(screen)
                }
            },
        )
    }

    private fun message(instance: String) = MessageRecord(
        instance, "Parada 4 · Andador", ReviewState.HAS_ISSUES, null,
        listOf(
            CommentRecord(
                "/data/n_evita", "¿Cuántas evitan pasar sola por aquí de noche?",
                "¿La lámpara es la del poste 118 o la de enfrente?", "2026-11-23T22:05:00-06:00", "reviewer",
            ),
        ),
        false, 1_795_000_000_000,
        listOf(
            MessageSaid.New, MessageSaid.Review(ReviewState.HAS_ISSUES), MessageSaid.Changed(1_795_000_000_000),
        ),
        CorrectionStep.BEGIN,
    )

    private companion object {
        const val PIN = "271828"
        const val WRONG_FREE = 5
        val WAY = listOf(
            20.6689 to -103.3392, 20.6690 to -103.33912, 20.66912 to -103.33906, 20.66918 to -103.33892,
            20.66917 to -103.33876, 20.6693 to -103.3387,
        )
    }
}
