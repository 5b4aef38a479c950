package org.farola.app.sense

import java.text.DecimalFormatSymbols
import java.util.Locale
import org.farola.core.DecimalMark

/** The phone's own keyboard. */
object Keyboard {
    /** The mark between a number's whole part and its decimals, as the phone is set. */
    val decimalMark: DecimalMark
        get() {
            val mark = DecimalFormatSymbols.getInstance(Locale.getDefault()).decimalSeparator
            return if (mark == ',') DecimalMark.COMMA else DecimalMark.POINT
        }
}
