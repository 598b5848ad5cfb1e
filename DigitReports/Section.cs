namespace DigitReports;

/// <summary>A part of a page.</summary>
/// <param name="Id">Its name within the page.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">What it says; a section without is left out.</param>
internal readonly record struct Section(string Id, string Title, Markup Content);
