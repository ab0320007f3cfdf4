package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingModuleTest {

  @Test
  void namesTheModuleAndWhatToDo() {
    Throwable cause = new NoClassDefFoundError("java/net/http/HttpClient");
    assertThat(MissingModule.reason(new ExceptionInInitializerError(cause)))
        .isEqualTo(
            "needs the module java.net.http of Java, which is not in this program; start it with"
                + " --add-modules java.net.http, or deliver with 'stepscope sync' on a Java that"
                + " has it");
    assertThat(MissingModule.reason(new NoClassDefFoundError("sun/misc/Unsafe")))
        .contains("jdk.unsupported");
  }

  @Test
  void isSilentOnAnythingElse() {
    assertThat(MissingModule.reason(new NoClassDefFoundError("com/acme/Tracker"))).isNull();
    assertThat(MissingModule.reason(new IllegalStateException("java.net.http.X"))).isNull();
    assertThat(MissingModule.reason(new NoClassDefFoundError())).isNull();
  }
}
