using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MlNetDigits.Hosting;

namespace MlNetDigits.Tests.Hosting;

/// <summary>Keeps what is logged, and lets a test wait for a line.</summary>
internal sealed class LogLines : ILogger<DigitRecognizer>, ILoggerProvider
{
    /// <summary>Far more than anything here takes; reached only when what is waited for never comes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly BlockingCollection<string> _new = [];
    private readonly ConcurrentQueue<string> _all = [];

    public IReadOnlyList<string> All => [.. _all];

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = $"{logLevel}: {formatter(state, exception)}";
        _all.Enqueue(line);
        _new.Add(line);
    }

    /// <summary>The next line that was not waited for yet.</summary>
    public string Next()
    {
        Assert.True(_new.TryTake(out string? line, Limit), "Nothing was logged.");
        return line;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
