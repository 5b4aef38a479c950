package org.farola.app.home

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.widget.EditText
import java.io.File
import org.farola.app.R
import org.farola.app.fill.FinalizedScreen
import org.farola.app.rig.Robot
import org.farola.app.rig.awaitTrue
import org.farola.core.AfterFinalizing
import org.farola.core.FormPurpose
import org.farola.core.HomeCard
import org.farola.core.KeptGoes
import org.farola.core.LeadsTo
import org.farola.core.SyncLaterRecord
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Home is what the core plans, in its order; a sync is asked for when the core says so. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class PlanTest {
    private val root = File(System.getProperty("farola.root"))
    private val Robot.scheduler: JobScheduler get() = app.getSystemService(JobScheduler::class.java)!!
    private val Robot.job: JobInfo? get() = scheduler.allPendingJobs.singleOrNull()

    private fun begun(test: (Robot) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        test(robot)
    }

    private fun Robot.form() =
        app.core.ask({ it.addForm(File(root, "bindings/scenario/form.xml").readBytes()) }, {}, ::error)

    private fun Robot.enrolNowhere() = app.door.enrol(PIN, NOWHERE, {}, ::error)

    private fun Robot.finalize() = app.core.ask(
        { phone ->
            phone.begin("corner", "es").use {
                it.answer("/corner/street", "Pino Suárez")
                it.answer("/corner/light", "2")
                it.finalize()
            }
        },
        {}, ::error,
    )

    /** The tags of the plan's cards, and that they stand on the glass in their order. */
    private fun Robot.cards(): List<String> {
        activity.home()
        settle()
        var planned = emptyList<String>()
        app.core.ask({ it.homePlan("es", false).cards.map(::tagOf) }, { planned = it }, ::error)
        settle()
        assertEquals(planned, views().mapNotNull { it.tag as? String }.filter { it in planned })
        return planned
    }

    private fun tagOf(card: HomeCard): String = when (card) {
        HomeCard.Enrol -> "enrol"
        HomeCard.FetchForms -> "sync"
        HomeCard.PrepareWalk -> "walk"
        is HomeCard.Walk -> "walk"
        is HomeCard.Correction -> "correct_${card.message.instance}"
        is HomeCard.Draft -> "draft_${card.draft.instance}"
        is HomeCard.SetAside -> "set_aside"
        is HomeCard.OldDrafts -> "old_drafts"
        HomeCard.Finding -> "finding"
        is HomeCard.Forms -> "forms"
        is HomeCard.Papers -> "papers"
        is HomeCard.Messages -> "messages"
        HomeCard.Settings -> "settings"
    }

    @Test
    fun theCardsStandInTheOrderOfThePlan() = begun { robot ->
        assertEquals(listOf("enrol", "settings"), robot.cards())
        robot.form()
        assertEquals(listOf("enrol", "walk", "finding", "forms", "settings"), robot.cards())
        robot.app.core.ask({ it.begin("corner", "es").use { form -> form.leave() } }, {}, ::error)
        robot.enrolNowhere()
        val cards = robot.cards()
        assertTrue(cards[1], cards[1].startsWith("draft_"))
        assertEquals(listOf("walk", "finding", "forms", "papers", "messages", "settings"), cards - cards[1])
    }

    @Test
    fun homeSaysWhereItSendsToAndWhatIsOnItsWay() = begun { robot ->
        robot.form()
        robot.cards()
        assertFalse(robot.has("waiting") || robot.has("project"))
        robot.app.core.ask({ it.enrol("farola://enrol?url=http%3A%2F%2F127.0.0.1%3A9%2Fkey%2Fabc&name=Analco") }, {}, ::error)
        robot.finalize()
        robot.cards()
        assertEquals("Analco", robot.textOf("project"))
        assertEquals(robot.activity.look.count(R.plurals.home_waiting, 1), robot.textOf("waiting"))
    }

    /** As on iOS: where there is a server, what waits is sent from where it is seen. */
    @Test
    fun sendingIsOfferedWhereWhatWaitsIsSeen() = begun { robot ->
        robot.form()
        robot.finalize()
        var instance = ""
        robot.app.core.ask({ it.submissions().single().instance }, { instance = it }, ::error)
        robot.settle()
        val shell = robot.activity
        val kept = AfterFinalizing(LeadsTo.RECEIPT, FormPurpose.FORM, KeptGoes.WITH_NETWORK)
        val screens = listOf({ PapersScreen(shell) }, { FinalizedScreen(shell, instance, kept) })
        fun offers(): List<Boolean> = screens.map {
            shell.open(it())
            robot.settle()
            robot.has("sync")
        }
        assertEquals("there is nowhere to send to", listOf(false, false), offers())
        robot.enrolNowhere()
        assertEquals(listOf(true, true), offers())
        robot.tap("sync")
        val panel = robot.screen<HomeScreen>().sync
        awaitTrue("the exchange ends") { panel.ended != null }
    }

    @Test
    fun afterEnrolmentTheFormsAreAskedForAtOnce() = begun { robot ->
        robot.tap("enrol")
        (robot.find("enrol_text") as EditText).setText(NOWHERE)
        robot.tap("enrol_join")
        robot.tap("join_yes")
        val panel = robot.screen<HomeScreen>().sync
        awaitTrue("the sync that nobody asked for has ended") { panel.ended != null }
        robot.settle()
        assertTrue("nobody was there to give them", robot.has("sync_ended"))
        assertEquals(listOf("sync", "forms", "papers", "messages", "settings"), robot.cards())
    }

    /** What would go where is read first, and only the PIN lets it. */
    @Test
    fun whereSomethingWaitsJoiningTakesThePin() = begun { robot ->
        robot.form()
        robot.finalize()
        robot.activity.home()
        robot.settle()
        robot.tap("enrol")
        (robot.find("enrol_text") as EditText).setText(NOWHERE)
        robot.tap("enrol_join")
        val look = robot.activity.look
        assertTrue(robot.allWords(), look.count(R.plurals.join_go, 1) in robot.allWords())
        assertTrue(robot.allWords(), look.words(R.string.join_no_key) in robot.allWords())
        assertFalse("no touch joins", robot.has("join_yes"))
        fun server(): String? {
            var server: String? = null
            robot.app.core.ask({ it.device().server }, { server = it }, ::error)
            robot.settle()
            return server
        }
        robot.pin("000111")
        assertEquals(look.words(R.string.code_lock_wrong_pin), robot.textOf("pin_words"))
        assertNull(server())
        robot.pin(PIN)
        val panel = robot.screen<HomeScreen>().sync
        awaitTrue("the forms are asked for at once") { panel.ended != null }
        robot.settle()
        assertEquals("http://127.0.0.1:9", server())
    }

    @Test
    fun whatWaitsIsAskedForWhenThePlanSaysSo() = begun { robot ->
        robot.form()
        robot.enrolNowhere()
        robot.settle()
        robot.tap("lock")
        robot.pin(PIN)
        assertNull("nothing waits", robot.job)
        robot.finalize()
        robot.settle()
        robot.tap("lock")
        robot.pin(PIN)
        assertEquals("at unlocking", JobInfo.NETWORK_TYPE_ANY, robot.job?.networkType)
        robot.scheduler.cancelAll()
        robot.controller().pause().stop()
        robot.settle()
        assertEquals("put away", 1, robot.scheduler.allPendingJobs.size)
        robot.controller().restart().start().resume()
        robot.settle()
        robot.scheduler.cancelAll()
        robot.tap("sync")
        val panel = robot.screen<HomeScreen>().sync
        awaitTrue("the exchange ends") { panel.ended != null }
        robot.settle()
        assertEquals("nothing was sent", 1, robot.scheduler.allPendingJobs.size)
        assertTrue(panel.ended.orEmpty().contains(robot.activity.look.words(R.string.sync_nothing_lost)))
    }

    @Test
    fun theSchedulerHearsWhatTheCoreSays() = begun { robot ->
        val schedule = robot.app.parts.schedule
        schedule.ask(SyncLaterRecord(System.currentTimeMillis() + LATER_MS, true))
        val first = robot.job!!
        assertEquals(JobInfo.NETWORK_TYPE_UNMETERED, first.networkType)
        assertTrue("${first.minLatencyMillis}", first.minLatencyMillis in LATER_MS - 10_000..LATER_MS)
        schedule.ask(SyncLaterRecord(null, false))
        assertEquals("in the place of the one before", 0L, robot.job!!.minLatencyMillis)
        assertEquals(JobInfo.NETWORK_TYPE_ANY, robot.job!!.networkType)
        schedule.cancel()
        assertNull(robot.job)
        assertFalse("without a phone behind the door no job syncs", robot.locked { syncInBackground {} })
    }

    private fun <T> Robot.locked(work: org.farola.app.Core.() -> T): T {
        tap("lock")
        return app.core.work()
    }

    private companion object {
        const val PIN = "271828"
        const val LATER_MS = 90_000L

        /** A hub that is not there. */
        val NOWHERE = "http://127.0.0.1:9/v1/key/${"k".repeat(64)}/projects/1"
    }
}
