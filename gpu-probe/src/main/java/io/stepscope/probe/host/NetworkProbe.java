package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.util.List;
import oshi.hardware.NetworkIF;

/** What the network interfaces of the host sent and received, without those to itself. */
final class NetworkProbe implements Probe {
  /** Of containers and virtual machines; an interface of the host carries the same. */
  private static final String WITHIN = "(veth|docker|br-|virbr|cali|cni|flannel|tap|tun).*";

  private final List<NetworkIF> interfaces;
  private final Rate received = new Rate();
  private final Rate sent = new Rate();

  NetworkProbe(List<NetworkIF> interfaces) {
    this.interfaces =
        interfaces.stream().filter(network -> !network.getName().matches(WITHIN)).toList();
  }

  @Override
  public String name() {
    return "host network";
  }

  @Override
  public void look(Readings out) {
    long receivedBytes = 0;
    long sentBytes = 0;
    for (NetworkIF network : interfaces) {
      if (network.updateAttributes()) {
        receivedBytes += network.getBytesRecv();
        sentBytes += network.getBytesSent();
      }
    }
    if (interfaces.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    received.now(receivedBytes, now);
    sent.now(sentBytes, now);
    out.put("system/network/received", received.sinceFirst());
    out.put("system/network/received/rate", received.perSecond());
    out.put("system/network/sent", sent.sinceFirst());
    out.put("system/network/sent/rate", sent.perSecond());
  }
}
