package org.farola.app.sense

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter

/** Hears when the glass goes dark, whoever is in front then. */
class Glass(private val context: Context) {
    /** Calls [dark] each time, until it is ended. */
    fun watch(dark: () -> Unit): Ends {
        val heard = object : BroadcastReceiver() {
            override fun onReceive(context: Context, intent: Intent) = dark()
        }
        // Of the system alone: no other app may send it.
        context.registerReceiver(heard, IntentFilter(Intent.ACTION_SCREEN_OFF))
        return Ends { context.unregisterReceiver(heard) }
    }
}
