package org.farola.app

import android.app.AlarmManager
import android.app.NotificationManager
import android.content.Intent
import android.os.SystemClock
import org.farola.app.home.EnrolScreen
import org.farola.app.home.HomeScreen
import org.farola.app.lock.LockScreen
import org.farola.app.rig.Robot
import org.farola.app.sense.CheckInAlarm
import org.farola.app.sense.CheckInReminder
import org.farola.app.sense.Notices
import org.farola.core.CheckInRecord
import org.farola.core.CheckInState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What has to come through while nobody looks at the app: the reminder, and a link of enrolment. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class CheckInTest {
    private val Robot.manager get() = app.getSystemService(NotificationManager::class.java)
    private val Robot.alarms get() = shadowOf(app.getSystemService(AlarmManager::class.java))

    private fun Robot.reminder() = shadowOf(manager).getNotification(Notices.CHECK_IN)

    private fun Robot.ring() {
        CheckInAlarm().onReceive(app, Intent())
        settle()
    }

    /** As the core says it: how long since or until it is due, which reminder, when the next one. */
    private fun said(state: CheckInState, ms: Long, ring: UInt, next: Long) =
        CheckInRecord(state, ms, 20u, (ms / 60_000).toUInt(), ring, next, state != CheckInState.FINE)

    @Test
    fun theReminderNeedsNoPositionAndNoScreen(): Unit = Robot().use { robot ->
        fun at() = robot.alarms.scheduledAlarms.single().triggerAtMs
        fun after(ms: Long) = SystemClock.elapsedRealtime() + ms
        CheckInReminder.follow(robot.app, said(CheckInState.FINE, TWENTY_MIN_MS, 0u, TWENTY_MIN_MS))
        val alarm = robot.alarms.scheduledAlarms.single()
        assertEquals(after(TWENTY_MIN_MS), alarm.triggerAtMs)
        assertEquals("the screen may be off", AlarmManager.ELAPSED_REALTIME_WAKEUP, alarm.type)
        assertNull(robot.reminder())
        val near = TWENTY_MIN_MS + SLACK_MS - 1
        CheckInReminder.follow(robot.app, said(CheckInState.FINE, near, 0u, near))
        assertEquals("not set anew with every position", alarm, robot.alarms.scheduledAlarms.single())
        CheckInReminder.follow(robot.app, said(CheckInState.FINE, 2 * TWENTY_MIN_MS, 0u, 2 * TWENTY_MIN_MS))
        assertEquals("one alarm, the latest", after(2 * TWENTY_MIN_MS), at())
        CheckInReminder.follow(robot.app, said(CheckInState.DUE, 0, 1u, FIVE_MIN_MS))
        assertNotNull(robot.reminder())
        assertEquals("the next reminder is set already", after(FIVE_MIN_MS), at())
        CheckInReminder.follow(robot.app, null)
        assertNull("the walk has ended", robot.reminder())
        assertEquals(0, robot.alarms.scheduledAlarms.size)
    }

    @Test
    fun eachReminderIsShownOnceAndTheNextOneAnew(): Unit = Robot().use { robot ->
        CheckInReminder.follow(robot.app, said(CheckInState.DUE, 0, 1u, FIVE_MIN_MS))
        robot.manager!!.cancelAll()
        CheckInReminder.follow(robot.app, said(CheckInState.DUE, 0, 1u, FIVE_MIN_MS - 60_000))
        assertNull("put away by the person", robot.reminder())
        CheckInReminder.follow(robot.app, said(CheckInState.MISSED, FIVE_MIN_MS, 2u, FIVE_MIN_MS))
        assertNotNull(robot.reminder())
        CheckInReminder.follow(robot.app, said(CheckInState.FINE, TWENTY_MIN_MS, 0u, TWENTY_MIN_MS))
        assertNull("she has said that all is well", robot.reminder())
    }

    @Test
    fun theAlarmAsksTheCoreAndRemindsWhereItCannot(): Unit = Robot().use { robot ->
        robot.ring()
        assertNotNull("killed meanwhile: nobody can say that all is well", robot.reminder())
        robot.pin(PIN)
        robot.pin(PIN)
        robot.ring()
        assertNull("no walk is on", robot.reminder())
        robot.app.parts.track.stop()
        assertEquals(0, robot.alarms.scheduledAlarms.size)
    }

    /** The button of the check-in is full while the group is asked, and a card before and after. */
    @Test
    fun theButtonStandsOutWhileTheGroupIsAsked(): Unit = Robot().use { robot ->
        val look = robot.activity.look
        val button = look.doorway("Bien", "En 9 min", "check_in") {}
        val inks = { (0..1).map { (button.getChildAt(it) as android.widget.TextView).currentTextColor } }
        val before = inks()
        look.standOut(button, true)
        assertEquals(listOf(look.palette.onDeep, look.palette.onDeep), inks())
        look.standOut(button, false)
        assertEquals(before, inks())
    }

    @Test
    fun noticesSpeakTheLanguageOfTheApp(): Unit = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ it.setSettings(it.settings().copy(language = "en")) }, { robot.activity.settled(it) }, ::error)
        robot.settle()
        val words = Notices.checkIn(robot.app).extras.getCharSequence("android.title").toString()
        assertEquals(robot.activity.look.words(R.string.walk_reminder), words)
        assertEquals("It is time to make a note.", words)
    }

    @Test
    fun aLinkOfEnrolmentOpensAtOnceOrAfterThePin(): Unit = Robot().use { robot ->
        val link = Intent(Intent.ACTION_VIEW, android.net.Uri.parse("farola:x"))
        robot.pin(PIN)
        robot.pin(PIN)
        robot.controller().newIntent(link)
        robot.settle()
        robot.screen<EnrolScreen>()
        robot.tap("back")
        robot.screen<HomeScreen>()
        robot.tap("lock")
        robot.controller().newIntent(link)
        robot.settle()
        robot.screen<LockScreen>()
        robot.pin(PIN)
        robot.screen<EnrolScreen>()
        robot.tap("back")
        // Another app may open ours with anything.
        robot.controller().newIntent(Intent(Intent.ACTION_VIEW, android.net.Uri.parse("https://hub.example")))
        robot.settle()
        robot.screen<HomeScreen>()
    }

    private companion object {
        const val PIN = "271828"
        const val TWENTY_MIN_MS = 1_200_000L
        const val FIVE_MIN_MS = 300_000L
        /** What the core lets an alarm be away from its time. */
        const val SLACK_MS = 5_000L
    }
}
