package org.farola.app.sense

import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager

/** Where the top of the phone points, from magnetic north. */
class Compass(context: Context) {
    private val manager = context.service<SensorManager>()
    private val sensor: Sensor? = manager.getDefaultSensor(Sensor.TYPE_ROTATION_VECTOR)

    /** Whether the phone has one. */
    val there: Boolean get() = sensor != null

    /** Degrees from 0 to 360, until it is ended; nothing without a compass. */
    fun follow(each: (Double) -> Unit): Ends? {
        val sensor = sensor ?: return null
        val listener = object : SensorEventListener {
            private val matrix = FloatArray(9)
            private val angles = FloatArray(3)

            override fun onSensorChanged(event: SensorEvent) {
                SensorManager.getRotationMatrixFromVector(matrix, event.values)
                each(degrees(SensorManager.getOrientation(matrix, angles)[0]))
            }

            override fun onAccuracyChanged(sensor: Sensor?, accuracy: Int) = Unit
        }
        manager.registerListener(listener, sensor, SensorManager.SENSOR_DELAY_UI)
        return Ends { manager.unregisterListener(listener) }
    }

    companion object {
        /** From radians around north, clockwise. */
        fun degrees(radians: Float): Double = (Math.toDegrees(radians.toDouble()) + FULL) % FULL

        private const val FULL = 360.0
    }
}
