package dev.krait.testing;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Does for jqwik's properties what {@link LeakGuard} does for tests, once after all tries of a property. */
public final class PropertyLeakGuard implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Leftovers before = Leftovers.before();
        PropertyExecutionResult result = property.execute();
        try {
            before.assertNone(context.label());
            return result;
        } catch (AssertionError e) {
            return result.mapToFailed(e);
        }
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
