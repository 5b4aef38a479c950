package org.farola.app

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import org.farola.app.lock.LockScreen
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.app.rig.awaitTrue
import org.farola.app.sense.SyncJob
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow

/** What a job of the platform's may do while nobody looks, and when the next one is asked for. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class BackgroundSyncTest {
    private val Robot.scheduler: JobScheduler get() = app.getSystemService(JobScheduler::class.java)!!
    private val Robot.job: JobInfo? get() = scheduler.allPendingJobs.singleOrNull()

    /** A registration waits to be sent to a hub that is not there. */
    private fun waiting(test: (Robot) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ phone ->
            Kit.addForms(phone)
            phone.enrol(NOWHERE)
            Kit.register(phone)
        }, {}, ::error)
        robot.settle()
        robot.scheduler.cancelAll()
        test(robot)
    }

    private fun Robot.putAway() {
        controller().pause().stop()
        settle()
        scheduler.cancelAll()
    }

    /** The platform runs the job; says whether it had something to do. */
    private fun Robot.runJob(): Boolean {
        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        if (!job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java))) return false
        awaitTrue("the job ends") { shadowOf(job).isJobFinished }
        assertFalse("the platform is left no waits of its own", shadowOf(job).isRescheduleNeeded)
        settle()
        return true
    }

    /** A try that came to nothing says when the next one is. */
    private fun Robot.tried() {
        val job = job
        assertNotNull("it was tried, and is asked for again", job)
        assertTrue("${job!!.minLatencyMillis}", job.minLatencyMillis >= LEAST_PAUSE_MS)
    }

    @Test
    fun whatIsLeftIsTriedAtTheTimeThatTheCoreNames() = waiting { robot ->
        robot.putAway()
        assertTrue(robot.runJob())
        robot.tried()
    }

    @Test
    fun behindTheLockOfAWalkItIsSent() = waiting { robot ->
        robot.app.core.ask({ it.startWalk(80u) }, {}, ::error)
        robot.settle()
        robot.tap("lock")
        robot.putAway()
        assertTrue("the way is recorded behind the lock", robot.app.core.open)
        assertTrue(robot.runJob())
        robot.tried()
        robot.screen<LockScreen>()
    }

    @Test
    fun whereTheAppWasAwayTooLongItLocksAndNothingIsSent() = waiting { robot ->
        robot.putAway()
        robot.instants.pass(60_000)
        assertTrue(robot.runJob())
        assertFalse(robot.app.core.open)
        assertNull("the next unlocking asks", robot.job)
        robot.screen<LockScreen>()
        robot.controller().restart().start().resume()
        robot.settle()
        robot.screen<LockScreen>()
    }

    @Test
    fun behindAnyOtherLockThereIsNothingToDo() = waiting { robot ->
        robot.tap("lock")
        robot.scheduler.cancelAll()
        assertEquals(false, robot.runJob())
        assertNull(robot.job)
    }

    private companion object {
        const val PIN = "271828"
        const val LEAST_PAUSE_MS = 4 * 60_000L

        /** A hub that is not there. */
        val NOWHERE = "http://127.0.0.1:9/v1/key/${"k".repeat(64)}/projects/1"
    }
}
