using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Standard output, as far as it is for people.</summary>
internal static class Screen
{
    /// <summary>Wide enough that nothing is wrapped where there is no screen to wrap it on.</summary>
    private const int UnlimitedWidth = 1000;

    private const int FactNameWidth = 10;

    public static IAnsiConsole Create()
    {
        bool screen = !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // A file or a pipe gets plain text, also where a build server says that it could show colours.
            Ansi = screen ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = screen ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!screen)
        {
            console.Profile.Width = UnlimitedWidth;
        }

        return console;
    }

    /// <summary>Whether what was printed can be painted over, as progress bars need it.</summary>
    public static bool IsLive(this IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi && console.Profile.Capabilities.Interactive;

    /// <summary>An empty line and a heading.</summary>
    public static void Heading(this IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold deepskyblue1]{text}[/]");
    }

    /// <summary>Text under a name; what does not fit on a line goes on below, not under the name.</summary>
    public static void Fact(this IAnsiConsole console, string name, FormattableString markup)
    {
        Grid grid = new Grid()
            .AddColumn(new GridColumn { Width = FactNameWidth, NoWrap = true, Padding = new(2, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
        console.Write(grid.AddRow(new Text(name, new Style(Color.Grey)), Markup.FromInterpolated(markup)));
    }

    /// <summary>A line that must stay one line however long it is, so that it can be copied.</summary>
    public static void Verbatim(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>A table without lines.</summary>
    /// <param name="columns">What stands over each column; the columns that begin with a minus are flush left.</param>
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
