package io.stepscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgentSwitchTest {

  @Test
  void tellsToolsOfTheJdkFromPrograms() {
    assertThat(AgentSwitch.isJdkTool("jdk.jcmd", "jdk.jcmd/sun.tools.jps.Jps")).isTrue();
    assertThat(
            AgentSwitch.isJdkTool("jdk.compiler", "jdk.compiler/com.sun.tools.javac.Main A.java"))
        .isTrue();
    assertThat(
            AgentSwitch.isJdkTool(
                "jdk.compiler", "jdk.compiler/com.sun.tools.javac.launcher.Main A.java"))
        .isFalse();
    assertThat(AgentSwitch.isJdkTool(null, "com.acme.Main")).isFalse();
    assertThat(AgentSwitch.isJdkTool("com.acme", "com.acme/com.acme.Main")).isFalse();
  }
}
