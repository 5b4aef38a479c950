package org.farola.app.sense

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.BatteryManager

/** The platform's own word on the network. */
class SystemNetwork(context: Context) : Network {
    private val manager = context.service<ConnectivityManager>()

    override fun online(): Boolean =
        manager.getNetworkCapabilities(manager.activeNetwork)
            ?.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) == true

    override fun metered(): Boolean = manager.isActiveNetworkMetered

    override fun watch(changed: (Boolean) -> Unit): Ends {
        val heard = object : ConnectivityManager.NetworkCallback() {
            override fun onAvailable(network: android.net.Network) = changed(true)

            override fun onLost(network: android.net.Network) = changed(false)
        }
        manager.registerDefaultNetworkCallback(heard)
        return Ends { manager.unregisterNetworkCallback(heard) }
    }
}

/** The charge as the platform says it. */
class SystemBattery(private val context: Context) : Battery {
    override fun percent(): Int? =
        context.service<BatteryManager>()
            .getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY)
            .takeIf { it in 1..100 }
}
