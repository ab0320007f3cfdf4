/** Programs that the agent is put to, in JVMs of their own. They know nothing of Stepscope. */
@NullMarked
package io.stepscope.agent.program;

import org.jspecify.annotations.NullMarked;
