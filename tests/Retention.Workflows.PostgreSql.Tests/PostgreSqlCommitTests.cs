using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Retention.Workflows.PostgreSql.Connection;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>A commit whose answer is an error or is lost: the exception says only what is known.</summary>
public sealed class PostgreSqlCommitTests(PostgreSqlFixture fixture)
{
    private const string Unknown = "Whether the transaction was kept must be read from the store.";

    [Theory]
    [InlineData("ERROR", "40001", true)]
    [InlineData("ERROR", "23505", true)]
    [InlineData("ERROR", "53100", true)]
    [InlineData("ERROR", "08000", false)]
    [InlineData("ERROR", "08006", false)]
    [InlineData("ERROR", "08P01", false)]
    [InlineData("ERROR", "XX000", false)]
    [InlineData("ERROR", "XX001", false)]
    [InlineData("ERROR", "40003", false)]
    [InlineData("ERROR", "57P01", false)]
    [InlineData("ERROR", "58030", false)]
    [InlineData("FATAL", "57P01", false)]
    [InlineData("PANIC", "53100", false)]
    public void An_error_of_a_commit_says_nothing_was_kept_only_if_that_is_certain(string severity, string state, bool isCertain) =>
        PostgreSqlFailure.SaysNothingWasKept(new PostgresException("failed", severity, severity, state)).Should().Be(isCertain);

    [Fact]
    public async Task A_connection_that_breaks_before_the_commit_arrives_leaves_nothing()
    {
        await using var proxy = new Proxy(fixture.Server.Port);
        await using var store = await OpenAsync(proxy);

        proxy.OnCommit = Cut.BeforeServer;
        var refusal = await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"));

        refusal.Message.Should().Contain(Unknown);
        (await Db.ReadAsync(store)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_of_the_commit_leaves_everything()
    {
        await using var proxy = new Proxy(fixture.Server.Port);
        await using var store = await OpenAsync(proxy);

        proxy.OnCommit = Cut.BeforeAnswer;
        var refusal = await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"));

        refusal.Message.Should().Contain(Unknown);
        (await Db.ReadAsync(store)).Should().Equal("ada");
    }

    [Theory]
    [InlineData("08006")]
    [InlineData("XX000")]
    [InlineData("57P01")]
    public async Task An_error_from_between_after_the_server_committed_leaves_everything(string state)
    {
        await using var proxy = new Proxy(fixture.Server.Port);
        await using var store = await OpenAsync(proxy);

        (proxy.OnCommit, proxy.Error) = (Cut.WithError, state);
        var refusal = await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"));

        refusal.Message.Should().Contain(Unknown).And.Contain(state);
        (await Db.ReadAsync(store)).Should().Equal("ada");
    }

    [Fact]
    public async Task An_error_of_the_server_in_a_commit_says_that_nothing_was_kept()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await fixture.RunAsync($$"""
            CREATE FUNCTION {{schema}}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END$$;
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON {{schema}}.customers DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION {{schema}}.refuse()
            """);

        var refusal = await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"));

        refusal.Message.Should().Contain("Nothing of the transaction was kept.").And.Contain("23514");
        (await Db.ReadAsync(store)).Should().BeEmpty();
    }

    private Task<PostgreSqlRetentionStore> OpenAsync(Proxy proxy) => fixture.OpenAsync(options =>
        (options.DataSource, options.ConnectionString) = (null, new NpgsqlConnectionStringBuilder(fixture.ConnectionString)
        {
            Port = proxy.Port, MaxAutoPrepare = 1, AutoPrepareMinUsages = 1000, // so that COMMIT is sent by its text
        }.ConnectionString));

    private enum Cut
    {
        None,
        BeforeServer,
        BeforeAnswer,
        WithError,
    }

    /// <summary>Stands between client and server, and breaks a connection when a COMMIT comes by.</summary>
    private sealed class Proxy : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _accepting;
        private readonly int _server;

        internal Proxy(int server)
        {
            _server = server;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _accepting = AcceptAsync();
        }

        internal int Port { get; }

        /// <summary>What happens to the next commit.</summary>
        internal Cut OnCommit { get; set; }

        internal string Error { get; set; } = "";

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            _listener.Dispose();
            await _accepting;
            _stopping.Dispose();
        }

        private async Task AcceptAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                    connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(connections);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using var server = new TcpClient();
            try
            {
                using (client)
                {
                    await server.ConnectAsync(IPAddress.Loopback, _server, _stopping.Token);
                    var cut = new Watched();
                    await Task.WhenAny(ForwardAsync(client, server, cut), AnswerAsync(server, client, cut));
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One of them closed the connection.
            }
        }

        private async Task ForwardAsync(TcpClient client, TcpClient server, Watched cut)
        {
            var buffer = new byte[65536];
            while (await client.GetStream().ReadAsync(buffer, _stopping.Token) is > 0 and var count)
            {
                if (OnCommit != Cut.None && Encoding.Latin1.GetString(buffer, 0, count).Contains("COMMIT\0", StringComparison.Ordinal))
                {
                    (cut.Value, OnCommit) = (OnCommit, Cut.None);
                    if (cut.Value == Cut.BeforeServer)
                        return;
                }

                await server.GetStream().WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
        }

        private async Task AnswerAsync(TcpClient server, TcpClient client, Watched cut)
        {
            var buffer = new byte[65536];
            while (await server.GetStream().ReadAsync(buffer, _stopping.Token) is > 0 and var count)
            {
                if (cut.Value == Cut.BeforeAnswer)
                    return;
                if (cut.Value == Cut.WithError)
                {
                    await client.GetStream().WriteAsync(ErrorMessage(Error), _stopping.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, _stopping.Token);
                    return;
                }

                await client.GetStream().WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
        }

        /// <summary>The messages ErrorResponse and ReadyForQuery, as a pooler sends them.</summary>
        private static byte[] ErrorMessage(string state)
        {
            var fields = Encoding.Latin1.GetBytes($"SERROR\0VERROR\0C{state}\0Mthe connection to a server was lost\0\0");
            var length = fields.Length + 4;
            return [(byte)'E', (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. fields,
                (byte)'Z', 0, 0, 0, 5, (byte)'I'];
        }

        private sealed class Watched
        {
            internal Cut Value { get; set; }
        }
    }
}
