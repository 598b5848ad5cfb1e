using System.Text.RegularExpressions;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Messages;

/// <summary>Tries bad inputs and collects what the errors say, each under the name of its input.</summary>
internal sealed class MessageList : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _names = [];

    /// <summary>A folder for the inputs; the messages are shown without its path.</summary>
    public string Folder => _folder.Path;

    /// <summary>What was collected: a line for each message, and one above each group.</summary>
    public string[] Lines => [.. _lines];

    /// <summary>Begins a group of messages.</summary>
    public void Begin(string group)
    {
        _names.Clear();
        _lines.AddRange(_lines.Count == 0 ? [$"## {group}"] : ["", $"## {group}"]);
    }

    /// <summary>Writes an input's file, and its folder if there is none, and gives its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        return _folder.Write(name, content);
    }

    /// <summary>A path in the folder; nothing is there unless somebody writes it.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Tries an input, which must be refused with a message of one line.</summary>
    /// <param name="input">What is wrong with the input, in a few words.</param>
    /// <param name="attempt">Uses the input.</param>
    public void Add(string input, Action attempt)
    {
        Assert.True(_names.Add(input), $"There are two inputs called '{input}'.");
        Exception? error = Record.Exception(attempt);
        Assert.True(error is not null, $"Nothing was refused: {input}");
        Assert.True(IsForUsers(error), $"{input}: {error}");
        Assert.DoesNotContain(error.Message, char.IsControl);
        _lines.Add($"{input} -> {Shown(error)}");
    }

    /// <inheritdoc cref="Add"/>
    public void Add<T>(string input, Func<T> attempt) => Add(input, () => { attempt(); });

    public void Dispose() => _folder.Dispose();

    /// <summary>Errors of our own, and those with which libraries refuse an argument. Others are mistakes of ours.</summary>
    private static bool IsForUsers(Exception error) =>
        error is ArgumentException or FormatException or InvalidOperationException
        || error.GetType().Assembly.GetName().Name is string name && name.StartsWith("Digit", StringComparison.Ordinal);

    private string Shown(Exception error)
    {
        return Regex.Replace(WithoutReason(error), Regex.Escape(Folder) + @"[\\/]?([^\s:,]*)", match => Name(match.Groups[1].Value));
    }

    /// <summary>Reasons of the runtime, of which a message may give the beginning, are not ours to word and change with its version.</summary>
    private static string WithoutReason(Exception error)
    {
        bool isOurs = error.InnerException?.Source?.StartsWith("Digit", StringComparison.Ordinal) != false;
        string message = error.Message, reason = isOurs ? "" : error.InnerException!.Message.ReplaceLineEndings(" ");
        for (int length = reason.Length; length > 10; length--)
        {
            if (message.Contains(reason[..length], StringComparison.Ordinal))
            {
                return message.Replace(reason[..length], "(the runtime's reason)", StringComparison.Ordinal);
            }
        }

        return message;
    }

    private static string Name(string path) => path.Length == 0 ? "…" : path.Replace('\\', '/');
}
