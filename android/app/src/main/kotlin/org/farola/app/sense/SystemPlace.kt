package org.farola.app.sense

import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Bundle
import android.os.Looper

/** Positions of the platform's own receiver; no play services, no network provider. */
class SystemPlace(private val context: Context) : PlaceSource {
    private val manager get() = context.service<LocationManager>()

    override fun allowed(): Boolean =
        context.checkSelfPermission(ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED

    @SuppressLint("MissingPermission") // asked just before
    override fun last(): Place? {
        if (!allowed() || LocationManager.GPS_PROVIDER !in manager.allProviders) return null
        return manager.getLastKnownLocation(LocationManager.GPS_PROVIDER)?.let(::placeOf)
    }

    @SuppressLint("MissingPermission") // asked just before
    override fun follow(each: (Place) -> Unit): Ends {
        if (!allowed() || LocationManager.GPS_PROVIDER !in manager.allProviders) return Ends {}
        val listener = object : LocationListener {
            override fun onLocationChanged(location: Location) = each(placeOf(location))

            // Android 8 to 10 call these and have no default for them.
            override fun onProviderEnabled(provider: String) = Unit

            override fun onProviderDisabled(provider: String) = Unit

            @Deprecated("of Android 8 to 10")
            override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
        }
        manager.requestLocationUpdates(
            LocationManager.GPS_PROVIDER, EVERY_MS, EVERY_M, listener, Looper.getMainLooper(),
        )
        return Ends { manager.removeUpdates(listener) }
    }

    private fun placeOf(location: Location) = Place(
        atMs = location.time,
        lat = location.latitude,
        lon = location.longitude,
        altitudeM = location.altitude.takeIf { location.hasAltitude() },
        accuracyM = location.accuracy.toDouble().takeIf { location.hasAccuracy() },
        speedMps = location.speed.toDouble().takeIf { location.hasSpeed() },
        bearingDeg = location.bearing.toDouble().takeIf { location.hasBearing() },
    )

    private companion object {
        /** A step of a group on foot; the core thins out what it does not need. */
        const val EVERY_MS = 3_000L
        const val EVERY_M = 0f
    }
}
