package org.farola.app.sense

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import org.farola.app.App
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.look.LastLook

/**
 * Keeps positions coming with the screen off, in sight of the person as the platform asks, and
 * records the way where a walk is on. Its notice says nothing of the app's purpose and nothing of any answer.
 */
class TrackService : Service() {
    private var following: Ends? = null

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        val app = application as App
        val notice = Notices.walking(this)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            startForeground(Notices.WALKING, notice, ServiceInfo.FOREGROUND_SERVICE_TYPE_LOCATION)
        } else {
            startForeground(Notices.WALKING, notice)
        }
        val track = app.parts.track
        track.begun()
        if (track.recording) record(app) else rest()
        if (!track.needed) stopSelf()
        // Not started again by itself: without the PIN the database stays shut.
        return START_NOT_STICKY
    }

    private fun record(app: App) {
        if (following == null) following = app.parts.place.follow { place ->
            app.core.addPlace(place) { walk ->
                CheckInReminder.follow(this, walk.checkIn)
                if (!walk.follows) app.parts.track.stop()
            }
        }
    }

    private fun rest() {
        following?.end()
        following = null
    }

    override fun onDestroy() {
        rest()
        (application as App).parts.track.ended()
        super.onDestroy()
    }
}

/** The service as the app starts and stops it. */
class SystemTrack(private val context: Context) : TrackKeeper {
    private enum class State { RESTS, ASKED, RUNS }

    override var recording = false
        private set
    override val needed get() = recording || held > 0

    /** How many follow positions besides the record of the way. */
    private var held = 0
    private var state = State.RESTS

    override fun start() {
        recording = true
        call()
    }

    override fun stop() {
        recording = false
        call()
        CheckInReminder.follow(context, null)
    }

    override fun hold(): Ends {
        held += 1
        call()
        var ended = false
        return Ends {
            if (!ended) {
                ended = true
                held -= 1
                call()
            }
        }
    }

    override fun begun() {
        state = State.RUNS
    }

    override fun ended() {
        state = State.RESTS
    }

    /**
     * The service runs as long as anybody needs it, and looks itself what for. One that is asked
     * for and stopped before it has begun, as by a second touch, would end the app: it ends itself
     * as it begins. One that runs is called as a plain one, since out of sight the platform lets
     * nobody start one in the foreground.
     */
    private fun call() {
        val service = Intent(context, TrackService::class.java)
        when (state) {
            State.ASKED -> Unit
            State.RUNS -> if (needed) context.startService(service) else context.stopService(service)
            State.RESTS -> if (needed) {
                context.startForegroundService(service)
                state = State.ASKED
            }
        }
    }
}

/** The only notices of the app: that a walk is on, and that it is time to say "we are fine". */
object Notices {
    const val WALKING = 1
    const val CHECK_IN = 2
    private const val CHANNEL = "way"

    fun walking(context: Context): Notification =
        build(context, R.string.notice_walking).setOngoing(true).build()

    fun checkIn(context: Context): Notification =
        build(context, R.string.walk_reminder).setOnlyAlertOnce(true).build()

    private fun build(context: Context, words: Int): Notification.Builder {
        val look = LastLook(context).over(context)
        val channel = NotificationChannel(
            CHANNEL,
            look.getString(R.string.notice_channel),
            // No sound and no vibration: a dark street is no place for either.
            NotificationManager.IMPORTANCE_LOW,
        )
        channel.lockscreenVisibility = Notification.VISIBILITY_SECRET
        context.service<NotificationManager>().createNotificationChannel(channel)
        val open = PendingIntent.getActivity(
            context, 0, Intent(context, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE,
        )
        return Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.dot)
            .setContentTitle(look.getString(words))
            .setVisibility(Notification.VISIBILITY_SECRET)
            .setContentIntent(open)
            .setShowWhen(false)
    }
}
