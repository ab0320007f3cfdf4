package io.stepscope.benchmarks.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Survives a kill up to the last commit. */
final class SqliteContender implements Contender {
  private final int rowsPerCommit;
  private final Path folder;
  private final Connection connection;
  private final PreparedStatement insert;
  private int rows;

  SqliteContender(int rowsPerCommit) throws IOException, SQLException {
    this.rowsPerCommit = rowsPerCommit;
    folder = Folders.make();
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("scalars.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = normal");
      statement.execute(
          "create table scalar (name integer, step integer, time integer, value real)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("insert into scalar values (?, ?, ?, ?)");
  }

  @Override
  public synchronized void scalar(long step, double value) {
    try {
      insert.setInt(1, 1);
      insert.setLong(2, step);
      insert.setLong(3, step);
      insert.setDouble(4, value);
      insert.executeUpdate();
      if (++rows % rowsPerCommit == 0) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    insert.close();
    connection.close();
    Folders.delete(folder);
  }
}
