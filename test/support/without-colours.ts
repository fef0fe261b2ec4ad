// Every test reads what is told as a terminal without colours shows it: a machine that says `CI`, or whose jest has colours,
// would otherwise read other bytes.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
