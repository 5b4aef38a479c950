package org.farola.app

import android.text.Editable
import android.text.TextWatcher
import android.view.View
import android.widget.EditText

/** Hears of each letter of the field that has the focus: a keyboard of the glass is no touch of ours. */
class Typing(private val heard: () -> Unit) : TextWatcher {
    /** From now on, whatever is shown in this window. */
    fun follow(root: View) = root.viewTreeObserver.addOnGlobalFocusChangeListener { before, now ->
        (before as? EditText)?.removeTextChangedListener(this)
        (now as? EditText)?.addTextChangedListener(this)
    }

    override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

    override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = heard()

    override fun afterTextChanged(text: Editable?) = Unit
}
