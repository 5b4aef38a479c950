package org.farola.app.walk

import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.os.Looper
import java.time.Duration
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.home.HomeScreen
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.core.FarolaException
import org.farola.core.GateAct
import org.farola.core.GateActs
import org.farola.core.GateRecord
import org.farola.core.HomeCard
import org.farola.core.HomePlanRecord
import org.farola.core.Phone
import org.farola.core.UniffiWithHandle
import org.farola.core.WalkNext
import org.farola.core.WalkRecord
import org.farola.core.WayAct
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What goes wrong on a walk is said, and the walk goes on. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class TroubleOnTheWayTest {
    /** A phone on which one thing or another cannot be done for a while. */
    private class Ailing(handle: Long) : Phone(UniffiWithHandle, handle) {
        @Volatile var walkFails = false

        @Volatile var gateFails = false

        @Volatile var gateCloses = false

        @Volatile var nextOnHome: WalkNext? = null

        @Volatile var acts: List<WayAct>? = null

        override fun walk(): WalkRecord? {
            if (walkFails) throw FarolaException.Storage(FULL)
            val walk = super.walk()
            return acts?.let { walk?.copy(acts = it) } ?: walk
        }

        override fun walkGate(chargePercent: UByte?): GateRecord {
            if (gateFails) throw FarolaException.Storage(FULL)
            val gate = super.walkGate(chargePercent)
            if (!gateCloses) return gate
            return GateRecord(false, listOf(NO_CONSENT), emptyList(), CLOSED)
        }

        override fun startWalk(chargePercent: UByte?): WalkRecord {
            if (gateCloses) throw FarolaException.Conflict("walk.gate_closed")
            return super.startWalk(chargePercent)
        }

        override fun homePlan(language: String, metered: Boolean): HomePlanRecord {
            val plan = super.homePlan(language, metered)
            val next = nextOnHome ?: return plan
            return plan.copy(cards = plan.cards.map { if (it is HomeCard.Walk) it.copy(next = next) else it })
        }
    }

    private fun registered(test: (Robot, Ailing) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        var ailing: Ailing? = null
        robot.app.core.ask({
            Kit.addForms(it)
            Kit.register(it)
            Ailing(it.uniffiCloneHandle()).also(robot.app.core::enter)
        }, { ailing = it }, ::error)
        robot.settle()
        robot.activity.home()
        robot.settle()
        test(robot, ailing!!)
    }

    private fun underWay(test: (Robot, Ailing) -> Unit) = registered { robot, phone ->
        robot.tap("walk")
        robot.tap("start_walk")
        robot.startTrack()
        robot.screen<WalkScreen>()
        test(robot, phone)
    }

    private fun Robot.says(word: Int) = sees(activity.look.words(word))

    private fun Robot.sentence(code: String) = Codes.sentence(activity.look, code).toString()

    /** Time goes by until the walk is looked at again. */
    private fun Robot.untilTheNextLook() {
        val ms = screen<WalkScreen>().walk!!.lookAgainMs.toLong()
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(ms + 1))
        settle()
    }

    /** The clock went on for nobody: whoever came back to the screen saw the time of the fault. */
    @Test
    fun aLookThatFailedIsSaidAndIsNotTheLast() = underWay { robot, phone ->
        val failure = robot.sentence(FULL)
        phone.walkFails = true
        robot.untilTheNextLook()
        assertTrue(robot.allWords(), robot.sees(failure))
        assertTrue("what was seen last stays", robot.has("stop"))
        robot.untilTheNextLook()
        assertTrue("it still fails", robot.sees(failure))
        phone.walkFails = false
        robot.untilTheNextLook()
        assertFalse("it is looked at again", robot.sees(failure))
    }

    /** Without any walk to show, home says what is wrong. */
    @Test
    fun aFirstLookThatFailedLeadsHome() = underWay { robot, phone ->
        robot.activity.home()
        robot.settle()
        phone.walkFails = true
        robot.activity.toWalk()
        robot.settle()
        robot.screen<HomeScreen>()
        assertEquals(robot.sentence(FULL), robot.dialog())
    }

    /** Who has refused the position hears that, and not that a signal is being looked for. */
    @Test
    fun aRefusedPositionIsNoMissingSignal() = underWay { robot, _ ->
        assertTrue(robot.says(R.string.walk_no_signal))
        assertFalse(robot.says(R.string.walk_places_refused))
        shadowOf(robot.app).denyPermissions(ACCESS_FINE_LOCATION)
        robot.untilTheNextLook()
        assertTrue(robot.allWords(), robot.says(R.string.walk_places_refused))
        assertFalse(robot.says(R.string.walk_no_signal))
        shadowOf(robot.app).grantPermissions(ACCESS_FINE_LOCATION)
        robot.fix(20.6689, -103.3392, 9.0)
        robot.untilTheNextLook()
        assertFalse(robot.says(R.string.walk_places_refused))
        assertEquals(robot.activity.look.words(R.string.form_accuracy, 9), robot.textOf("signal"))
    }

    /** The core says which buttons there are, and in which order they stand. */
    @Test
    fun theButtonsAreTheCoresAndInItsOrder() = underWay { robot, phone ->
        fun buttons() = robot.views().mapNotNull { it.tag as? String }.filter { it in TAGS.values }
        fun check(acts: List<WayAct>) = assertEquals(acts.map(TAGS::getValue), buttons())
        check(robot.screen<WalkScreen>().walk!!.acts)
        robot.tap("pause")
        assertTrue(robot.screen<WalkScreen>().walk!!.acts.first() == WayAct.GO_ON)
        check(robot.screen<WalkScreen>().walk!!.acts)
        for (acts in listOf(listOf(WayAct.LEAVE, WayAct.STOP), WayAct.entries.reversed(), emptyList())) {
            phone.acts = acts
            robot.untilTheNextLook()
            check(acts)
        }
    }

    @Test
    fun aRefusedStartReadsTheGateAnew() = registered { robot, phone ->
        robot.tap("walk")
        assertTrue(robot.has("start_walk"))
        phone.gateCloses = true
        robot.tap("start_walk")
        robot.screen<GateScreen>()
        assertEquals(robot.sentence("walk.gate_closed"), robot.dialog())
        assertTrue("why", robot.sees(robot.sentence(NO_CONSENT)))
        assertFalse("what would be refused again", robot.has("start_walk"))
        assertTrue(robot.has("register_again") && robot.has("leave_walk"))
        phone.gateCloses = false
        robot.tap("look_again")
        robot.tap("start_walk")
        robot.screen<WalkScreen>()
    }

    /** What cannot be read lets nobody through, and is read again by one touch. */
    @Test
    fun aGateThatCannotBeReadIsReadAgain() = registered { robot, phone ->
        phone.gateFails = true
        robot.tap("walk")
        robot.screen<GateScreen>()
        assertEquals(robot.sentence(FULL), robot.dialog())
        assertFalse(robot.has("start_walk") || robot.has("register_again"))
        assertTrue(robot.has("leave_walk"))
        phone.gateFails = false
        robot.tap("look_again")
        assertTrue(robot.has("start_walk"))
        assertFalse(robot.has("look_again"))
        phone.gateFails = true
        robot.screen<GateScreen>().entered()
        robot.settle()
        assertNotNull(robot.dialog())
        assertFalse("the gate of before is of before", robot.has("start_walk"))
    }

    /** Where going on leads is what the card says, whatever else is known of the walk. */
    @Test
    fun theCardOfTheWalkSaysWhereItLeads() = registered { robot, phone ->
        val said = mapOf(
            WalkNext.REGISTRATION to R.string.walk_registering,
            WalkNext.GATE to R.string.walk_at_gate,
            WalkNext.DEBRIEF to R.string.walk_debriefing,
        )
        for (next in WalkNext.entries) {
            phone.nextOnHome = next
            robot.activity.home()
            robot.settle()
            assertEquals("$next", listOfNotNull(said[next]), said.values.filter { robot.says(it) })
        }
    }

    private companion object {
        const val PIN = "271828"
        const val FULL = "storage.disk_full"
        const val NO_CONSENT = "walk.no_consent"
        val CLOSED = GateActs(GateAct.REGISTER_AGAIN, listOf(GateAct.LOOK_AGAIN, GateAct.LEAVE))

        val TAGS = mapOf(
            WayAct.GO_ON to "go_on", WayAct.STOP to "stop", WayAct.SHORT_STOP to "short_stop",
            WayAct.FINDING to "finding", WayAct.PAUSE to "pause", WayAct.CHECK_IN to "check_in",
            WayAct.DEBRIEF to "debrief", WayAct.LEAVE to "leave_walk",
        )
    }
}
