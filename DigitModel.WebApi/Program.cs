return await DigitModel.WebApi.App.RunAsync(args);
