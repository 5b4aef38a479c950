package org.farola.app.walk

import android.os.Looper
import android.os.SystemClock
import java.time.Duration
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.home.HomeScreen
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.core.AfterFinalizing
import org.farola.core.FormPurpose
import org.farola.core.KeptGoes
import org.farola.core.LeadsTo
import org.farola.core.Phone
import org.farola.core.WalkPage
import org.farola.core.WalkPhase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock

/** Where a walk stands decides which screen it has; what is known of the place is what was heard. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class WayTest {
    private fun registered(vararg other: Pair<String, String>, test: (Robot) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.asked {
            Kit.addForms(it)
            Kit.register(it, *other)
        }
        robot.activity.home()
        robot.settle()
        test(robot)
    }

    private fun underWay(test: (Robot) -> Unit) = registered { robot ->
        robot.tap("walk")
        robot.tap("start_walk")
        robot.startTrack()
        test(robot)
    }

    private fun <T> Robot.asked(work: (Phone) -> T): T {
        var result: Result<T>? = null
        app.core.ask(work, { result = Result.success(it) }, ::error)
        settle()
        return result!!.getOrThrow()
    }

    private fun Robot.noSignal() = sees(activity.look.words(R.string.walk_no_signal))

    /** Six girls and one adult: the gate stays closed, and one touch leads out of it. */
    @Test
    fun whatTheGateRefusesIsRegisteredAgainByOneTouch() = registered(
        "grupo/n_mujeres" to "1", "grupo/n_mayores" to "0", "grupo/n_ninas" to "6", "consent_menor" to "1",
    ) { robot ->
        robot.tap("walk")
        robot.screen<GateScreen>()
        assertTrue(robot.sees(Codes.sentence(robot.activity.look, "walk.too_few_adults").toString()))
        assertFalse(robot.has("start_walk"))
        val refused = robot.asked { it.walk()!!.registration }
        robot.tap("register_again")
        assertNull(robot.dialog())
        robot.screen<FillScreen>()
        assertTrue(robot.sees(robot.activity.look.words(R.string.walk_registration)))
        val walk = robot.asked { it.walk()!! }
        assertEquals(WalkPhase.REGISTRATION, walk.phase)
        assertFalse("another one", refused == walk.registration)
        assertEquals("the finalized one stays", listOf(refused), robot.asked { phone -> phone.submissions().map { it.instance } })
    }

    @Test
    fun whereTheGateOpensNothingIsRegisteredAgain() = registered { robot ->
        robot.tap("walk")
        assertTrue(robot.has("start_walk"))
        assertFalse(robot.has("register_again"))
    }

    /** A position of before the app was killed is no signal. */
    @Test
    fun thereIsASignalWhereAPositionWasHeardLately() = underWay { robot ->
        assertTrue("nothing was heard yet", robot.noSignal())
        robot.fix(20.6689, -103.3392, 9.0)
        assertFalse(robot.noSignal())
        robot.tap("pause")
        robot.kill()
        robot.pin(PIN)
        robot.screen<WalkScreen>()
        assertTrue("nothing was heard since", robot.noSignal())
        robot.startTrack()
        robot.fix(20.66905, -103.33915, 9.0)
        assertFalse("in a pause too", robot.noSignal())
    }

    @Test
    fun aDebriefThatIsLeftLeadsHomeAndNotBackToTheWay() = underWay { robot ->
        assertEquals(WalkPage.WAY, robot.screen<WalkScreen>().walk!!.page)
        robot.tap("debrief")
        robot.confirm()
        robot.screen<FillScreen>()
        robot.tap("previous")
        robot.screen<HomeScreen>()
        assertEquals("its draft stays", 1, robot.asked { it.drafts().size })
        robot.tap("walk")
        robot.screen<FillScreen>()
    }

    /** What stands above the pages is what the form is, whichever way it was opened. */
    @Test
    fun aDraftThatIsOpenedAgainSaysWhatItIs() = underWay { robot ->
        fun says(word: Int) = robot.sees(robot.activity.look.words(word))
        robot.tap("finding")
        val form = robot.screen<FillScreen>()
        assertTrue(says(R.string.task_finding))
        robot.asked(form) { it.answer("/data/tipo", "lampara") }
        robot.tap("previous")
        val draft = robot.asked { it.drafts().single().instance }
        robot.activity.open(FillScreen(robot.activity, Task.Draft(draft)))
        robot.settle()
        robot.screen<FillScreen>()
        assertTrue(says(R.string.task_finding))
    }

    /** On the first page the way back leads out of the form, from a later one to the page before. */
    @Test
    fun backFromTheFirstPageLeavesTheForm() = underWay { robot ->
        robot.tap("finding")
        val form = robot.screen<FillScreen>()
        assertEquals(1u, form.page!!.screen!!.number)
        robot.asked(form) { it.answer("/data/tipo", "lampara") }
        form.goTo("/data/foto")
        robot.settle()
        assertTrue(form.page!!.screen!!.number > 1u)
        while (robot.activity.screen === form) {
            val number = form.page!!.screen!!.number
            robot.tap("previous")
            if (robot.activity.screen === form) assertTrue(form.page!!.screen!!.number < number)
        }
        robot.screen<WalkScreen>()
        assertEquals("its draft stays", 1, robot.asked { it.drafts().size })
    }

    /** Nothing is promised of a network where the phone has no server. */
    @Test
    fun whatIsKeptSaysHowItGoesOn() = underWay { robot ->
        val look = robot.activity.look
        val how = mapOf(
            KeptGoes.WITH_NETWORK to R.string.finalized_goes, KeptGoes.NOT_ENROLLED to R.string.finalized_stays,
        )
        assertEquals(KeptGoes.entries.toSet(), how.keys)
        for ((goes, words) in how) {
            robot.activity.toWalk(AfterFinalizing(LeadsTo.WAY, FormPurpose.STOP, goes))
            robot.settle()
            assertEquals(look.words(R.string.finalized_stop) + " " + look.words(words), robot.textOf("kept"))
        }
        assertTrue("buttons do not move with the first position", robot.asked { it.walk() }!!.hasSketch)
    }

    /** An answer that comes late leads nobody away from what is filled meanwhile. */
    @Test
    fun aLateLookAtTheWalkClosesNoForm() = underWay { robot ->
        val way = robot.screen<WalkScreen>()
        robot.tap("debrief")
        robot.confirm()
        val form = robot.screen<FillScreen>()
        way.entered()
        way.left()
        robot.settle()
        assertTrue(robot.activity.screen === form)
    }

    /** A look that comes back when the screen is gone is the last one. */
    @Test
    fun outOfSightTheWalkIsNotLookedAtAgain() = underWay { robot ->
        val way = robot.screen<WalkScreen>()
        // Each look brings a record of its own.
        fun isLookedAt(): Boolean {
            val before = way.walk!!
            ShadowSystemClock.advanceBy(Duration.ofMillis(before.lookAgainMs.toLong()))
            robot.settle()
            return way.walk !== before
        }
        assertTrue("in sight it is", isLookedAt())
        way.left()
        way.entered()
        way.left()
        robot.settle()
        assertFalse(isLookedAt())
    }

    private companion object {
        const val PIN = "271828"
    }
}
