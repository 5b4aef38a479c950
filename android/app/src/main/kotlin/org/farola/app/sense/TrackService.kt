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
 * Keeps the record of the way going with the screen off, in sight of the person as the platform
 * asks. Its notice says nothing of the app's purpose and nothing of any answer.
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
        if (following == null) following = app.parts.place.follow { place ->
            app.core.addPlace(place) { walk ->
                CheckInReminder.follow(this, walk.checkIn)
                if (!walk.follows) app.parts.track.stop()
            }
        }
        // Not started again by itself: without the PIN the database stays shut.
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        following?.end()
        following = null
        super.onDestroy()
    }
}

/** The service as the app starts and stops it. */
class SystemTrack(private val context: Context) : TrackKeeper {
    override fun start() {
        context.startForegroundService(Intent(context, TrackService::class.java))
    }

    override fun stop() {
        context.stopService(Intent(context, TrackService::class.java))
        CheckInReminder.follow(context, null)
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
