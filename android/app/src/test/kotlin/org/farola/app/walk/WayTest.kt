package org.farola.app.walk

import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.fill.FillScreen
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.core.Phone
import org.farola.core.WalkPhase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Where a walk stands decides which screen it has. */
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

    private fun <T> Robot.asked(work: (Phone) -> T): T {
        var result: Result<T>? = null
        app.core.ask(work, { result = Result.success(it) }, ::error)
        settle()
        return result!!.getOrThrow()
    }

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
        assertEquals("the sealed one stays", listOf(refused), robot.asked { phone -> phone.submissions().map { it.instance } })
    }

    @Test
    fun whereTheGateOpensNothingIsRegisteredAgain() = registered { robot ->
        robot.tap("walk")
        assertTrue(robot.has("start_walk"))
        assertFalse(robot.has("register_again"))
    }

    private companion object {
        const val PIN = "271828"
    }
}
