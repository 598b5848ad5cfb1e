using System.CommandLine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Generation;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>generate</c>: writes a project that uses a model, in the shape of ML.NET Model Builder's.</summary>
internal static class GenerateCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        HelpName = "NAME",
        Description = "The name of the class, its project and its files.",
        DefaultValueFactory = _ => "MyDigits",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "DIR",
        Description = "The folder to write to. One of the class's name by default.",
    };

    private static readonly Option<string> Target = new("--target")
    {
        HelpName = "TARGET",
        Description = "mlnet: predicts with Microsoft's packages alone. engine: predicts with this project's own engine.",
        DefaultValueFactory = _ => GeneratedProject.Targets[0],
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replaces files that are there already." };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new(
            "generate",
            "Writes an ML.NET project that predicts, evaluates and trains with a model, and the class for your own application.")
        {
            model, Name, Output, Target, Force,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(model),
            parsed.GetRequiredValue(Name),
            parsed.GetValue(Output) ?? parsed.GetRequiredValue(Name),
            parsed.GetRequiredValue(Target),
            parsed.GetValue(Force)));
        return command;
    }

    private static int Run(string? modelPath, string name, string folder, string target, bool force)
    {
        GeneratedProject project = new(target);
        GeneratedName.Require(name, project);
        LibraryPackages? packages = LibraryPackages.Find(LibraryPackages.Folder);
        if (packages is null && target == "engine")
        {
            throw new CommandException(
                $"--target engine: expected the packages of our libraries in {LibraryPackages.Folder}; build this program from its "
                + "sources or install its tool, which bring them along, or use --target mlnet");
        }

        ModelFile model = ModelOption.Load(modelPath);
        using MemoryStream zip = new();
        model.Save(zip);
        GeneratedFile[] files =
        [
            .. project.Fill(name, LayersOf(model), packages),
            new($"{name}.zip", zip.ToArray()),
            .. packages?.Files ?? [],
        ];
        if (!force && files.FirstOrDefault(file => Path.Exists(Path.Combine(folder, file.Name))) is GeneratedFile present)
        {
            throw new CommandException($"{Path.Combine(folder, present.Name)}: already exists; --force replaces it");
        }

        Write(folder, files);
        Report(folder, files, name, target, packages);
        return ExitCodes.Done;
    }

    /// <summary>
    /// The model's layers, or our own where its manifest names none: what becomes code is never a stranger's text.
    /// </summary>
    private static string LayersOf(ModelFile model)
    {
        try
        {
            return NetworkDefinition.Parse(model.Manifest.Architecture).ToString();
        }
        catch (NetworkDefinitionException)
        {
            return Architecture.Default.Options.Network.ToString();
        }
    }

    /// <summary>Writes all files or none.</summary>
    private static void Write(string folder, GeneratedFile[] files)
    {
        List<string> created = [];
        List<OutputFile> outputs = [];
        bool complete = false;
        try
        {
            string root = Path.GetFullPath(folder);
            foreach (GeneratedFile file in files)
            {
                string path = Path.Combine(root, file.Name);
                CreateFolder(Path.GetDirectoryName(path)!, created);
                OutputFile output = new(path);
                outputs.Add(output);
                output.Write(stream => stream.Write(file.Content));
                output.Complete();
            }

            outputs.ForEach(output => output.Commit());
            complete = true;
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(folder, error);
        }
        finally
        {
            outputs.ForEach(output => output.Dispose());
            if (!complete)
            {
                created.Where(Directory.Exists).ToList().ForEach(path => Directory.Delete(path, recursive: true));
            }
        }
    }

    /// <summary>Creates a folder with those above it.</summary>
    /// <param name="path">The folder's full path.</param>
    /// <param name="created">Receives the topmost folder that did not exist before.</param>
    private static void CreateFolder(string path, List<string> created)
    {
        string? missing = null;
        for (string? above = path; above is not null && !Path.Exists(above); above = Path.GetDirectoryName(above))
        {
            missing = above;
        }

        if (missing is not null)
        {
            created.Add(missing);
            Directory.CreateDirectory(path);
        }
    }

    private static void Report(string folder, GeneratedFile[] files, string name, string target, LibraryPackages? packages)
    {
        const string Train = "-- train DATA NEW.zip";
        IAnsiConsole console = ConsoleOutput.Create();
        console.Heading("Written");
        foreach (GeneratedFile file in files)
        {
            console.Verbatim($"  {Path.Combine(folder, file.Name)}");
        }

        console.Heading("Next");
        console.Verbatim($"  cd {CommandHint.Quote(folder)}");
        console.Verbatim("  dotnet run -c Release");
        console.Heading("Training");
        if (packages is null)
        {
            console.Verbatim(
                "  needs the package DigitModel, which did not come with this program: add the folder that "
                + "`dotnet pack -c Release -o packages` makes of the sources to your package sources, then");
        }

        console.Verbatim(target == "engine" ? $"  dotnet run -c Release {Train}" : $"  dotnet run -c Release -p:Training=true {Train}");
        console.Heading("Your application");
        console.Verbatim($"  needs {name}.consumption.cs, {name}.zip and the packages of {name}.csproj: {name}.Predict(input)");
    }
}
