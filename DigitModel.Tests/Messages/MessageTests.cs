using System.Globalization;

namespace MlNetDigits.Tests.Messages;

/// <summary>
/// What users are told about bad input, all in one file to read through. To accept a change of words:
/// <c>UPDATE=1 dotnet test -c Release DigitModel.Tests --filter MessageTests</c>, and commit what it wrote.
/// </summary>
public class MessageTests
{
    [Fact]
    public void BadInput_IsRefused_InTheWordsThatWereAccepted()
    {
        // The messages of the command line's parser are translated where the machine's language is another.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        using MessageList list = new();
        CommandMessages.Collect(list);
        RunMessages.Collect(list);
        DataMessages.Collect(list);
        PictureMessages.Collect(list);
        PictureFormatMessages.Collect(list);
        NetworkMessages.Collect(list);
        ModelMessages.Collect(list);
        OnnxImportMessages.Collect(list);
        EvaluationMessages.Collect(list);
        LibraryMessages.Collect(list);
        MlNetMessages.Collect(list);
        AcceptedText.Require("DigitModel.Tests/Fixtures/messages.txt", list.Lines);
    }
}
