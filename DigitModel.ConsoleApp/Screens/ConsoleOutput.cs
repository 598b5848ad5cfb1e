using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Standard output for people: headings, facts and tables.</summary>
internal static class ConsoleOutput
{
    /// <summary>The width where no terminal is in sight: so large that nothing is wrapped.</summary>
    private const int UnlimitedWidth = 1000;

    /// <summary>Tables are of no use in fewer columns.</summary>
    private const int LeastWidth = 40;

    private const int FactNameWidth = 10;

    public static IAnsiConsole Create()
    {
        bool terminal = !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Files and pipes get plain text, even on a build server that claims to show colours.
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!terminal)
        {
            console.Profile.Width = PipeWidth();
        }

        return console;
    }

    /// <summary>
    /// The width of a file or a pipe: what COLUMNS says; the terminal's where errors go to one, as then somebody pipes into a pager.
    /// </summary>
    private static int PipeWidth()
    {
        string? columns = Environment.GetEnvironmentVariable("COLUMNS");
        int width = int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked
            : Console.IsErrorRedirected ? UnlimitedWidth
            : Console.WindowWidth;
        return Math.Clamp(width, LeastWidth, UnlimitedWidth);
    }

    /// <summary>Whether output can be overwritten, as progress bars need it.</summary>
    public static bool IsLive(this IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi && console.Profile.Capabilities.Interactive;

    /// <summary>An empty line and a heading.</summary>
    public static void Heading(this IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold deepskyblue1]{text}[/]");
    }

    /// <summary>A name with a text beside it. Long texts continue below the text, not below the name.</summary>
    public static void Fact(this IAnsiConsole console, string name, FormattableString markup)
    {
        Grid grid = new Grid()
            .AddColumn(new GridColumn { Width = FactNameWidth, NoWrap = true, Padding = new(2, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
        console.Write(grid.AddRow(new Text(name, new Style(Color.Grey)), Markup.FromInterpolated(markup)));
    }

    /// <summary>A line that is never wrapped, so that it can be copied.</summary>
    public static void Verbatim(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>Creates a table without lines.</summary>
    /// <param name="columns">The heads of the columns. Those that begin with a minus are aligned left, the others right.</param>
    public static Grid NewTable(params IEnumerable<string> columns)
    {
        Grid table = new();
        List<IRenderable> heads = [];
        foreach (string column in columns)
        {
            bool left = column.StartsWith('-');
            table.AddColumn(new GridColumn
            {
                Alignment = left ? Justify.Left : Justify.Right,
                Padding = new(2, 0, 0, 0),
                NoWrap = !left,
            });
            heads.Add(new Text(column.TrimStart('-'), new Style(Color.Grey)));
        }

        return table.AddRow([.. heads]);
    }
}
